using System.Globalization;
using System.Text.Json;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Sizing;

/// <summary>
/// Checks that the workspace's daily cap is at least twice the volume that the settings produce, because no log alert works after the cap
/// is reached. docs/operations/capacity.md contains the computed volume.
/// </summary>
internal static class LogVolumeCheck
{
    private const string Capacity = "docs/operations/capacity.md";
    private const double Margin = 2;

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var snapshot = files.Templates.Snapshot("prod");
        var settings = SettingsOf(files);
        var load = LogVolume.Loads.Single(load => load.EventsPerSecond == 10_000);
        var cap =
            snapshot.Single("Microsoft.OperationalInsights/workspaces")["properties.workspaceCapping.dailyQuotaGb"]!.Value.GetDouble();
        var total = LogVolume.Total(load, settings);
        if (total * Margin > cap)
        {
            yield return new Finding(
                "host.json",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the logs of 10,000 events/s are {total:0.0} GB per day, more than half of the workspace's cap of {cap} GB"));
        }

        if (!files[Capacity].Contains(LogVolume.Table(settings), StringComparison.Ordinal))
            yield return new Finding(Capacity, $"the table of log volume differs from the computed table:\n{LogVolume.Table(settings)}");
    }

    /// <summary>Returns the logging settings of the host and of production's app.</summary>
    public static LogSettings SettingsOf(RepositorySnapshot files) =>
        new(HostLines(files["host.json"]), TracesPerSecond(AppSettingCheck.SettingsOf(files.Templates.Snapshot("prod"))));

    /// <summary>
    /// Returns the number of lines per invocation in the host's log: at level Information, three lines from the host (Executing, Trigger
    /// Details, Executed) and one from the worker.
    /// </summary>
    private static int HostLines(string hostJson)
    {
        var level = JsonSerializer.Deserialize<JsonElement>(hostJson)
            .GetProperty("logging")
            .GetProperty("logLevel")
            .GetProperty("default")
            .GetString();
        return level is "Warning" or "Error" or "Critical" or "None" ? 0 : 4;
    }

    /// <summary>
    /// Returns the sampler's rate, or infinity without the sampler, because every invocation and request is then exported.
    /// </summary>
    private static double TracesPerSecond(Dictionary<string, string> settings) =>
        settings.GetValueOrDefault("OTEL_TRACES_SAMPLER") == "microsoft.rate_limited"
            ? double.Parse(settings["OTEL_TRACES_SAMPLER_ARG"], CultureInfo.InvariantCulture)
            : double.PositiveInfinity;
}
