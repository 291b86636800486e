using System.Reflection;
using System.Text.Json;
using LatamFunctions.Ingestion;
using LatamFunctions.Kusto;
using LatamFunctions.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Documentation;

/// <summary>Checks local.settings.sample.json, which developers copy to run the app with Core Tools.</summary>
public sealed class LocalSettingsTests
{
    /// <summary>The settings that only the Functions host reads.</summary>
    private static readonly string[] HostSettings = ["AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"];

    [Test]
    public void Each_sample_setting_is_read_by_the_host_or_by_the_app() =>
        Assert.That(Sample().Keys.Except([.. HostSettings, .. Connections(), .. AppSettings()]), Is.Empty);

    [Test]
    public void The_sample_has_the_settings_that_the_host_and_the_triggers_require() =>
        Assert.That(HostSettings.Concat(Connections()).Except(Sample().Keys), Is.Empty);

    [Test]
    public void The_app_accepts_the_sample_settings()
    {
        var sample = Sample();
        var arguments = sample.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}");
        using var host = AppHost.Build([.. arguments]);

        host.Services.GetRequiredService<IStartupValidator>().Validate();

        var kusto = host.Services.GetRequiredService<IOptions<KustoOptions>>().Value;
        Assert.That(
            (kusto.Endpoint, kusto.Database, kusto.Authentication, kusto.CompressIngestion),
            Is.EqualTo((new Uri(sample["Kusto__Endpoint"]), sample["Kusto__Database"], KustoAuthentication.None, false)));
    }

    private static Dictionary<string, string> Sample()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")));
        return file.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name, value => value.Value.GetString()!);
    }

    /// <summary>Returns the connection names of all triggers.</summary>
    private static IEnumerable<string> Connections() =>
        from type in typeof(IngestFlightEvents).Assembly.GetTypes()
        from method in type.GetMethods()
        from parameter in method.GetParameters()
        select parameter.GetCustomAttribute<EventHubTriggerAttribute>()?.Connection into connection
        where connection is not null
        select connection;

    /// <summary>Returns the settings of all options classes, which are the classes with a constant <c>Section</c>.</summary>
    private static IEnumerable<string> AppSettings() =>
        from type in typeof(IngestFlightEvents).Assembly.GetTypes()
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
        where section is { IsLiteral: true }
        from property in type.GetProperties()
        where property.CanWrite
        select $"{section.GetRawConstantValue()}__{property.Name}";
}
