using System.Globalization;
using System.Text;

namespace Pipelines.Tests.Sizing;

/// <summary>
/// The logging settings of the host and the app: the number of lines in FunctionAppLogs per invocation, and the number of traces per second
/// that a process exports (infinity means that every invocation and request is exported).
/// </summary>
internal sealed record LogSettings(int HostLinesPerInvocation, double TracesPerSecond);

/// <summary>
/// A load: the events, invocations and API requests per second (capacity.md), and the numbers of instances after scaling out as far as
/// the partitions allow.
/// </summary>
internal sealed record LogLoad(
    int EventsPerSecond, int InvocationsPerSecond, int RequestsPerSecond, int Partitions, int IngestionInstances, int HttpInstances);

/// <summary>A kind of record and its volume in the workspace, in GB per day.</summary>
internal sealed record LogSource(string Name, double GigabytesPerDay);

/// <summary>
/// Computes the log volume from the settings. docs/operations/capacity.md contains the result, and the daily cap must be at least twice the
/// volume. The sizes of records are assumptions. The workspace's Usage table contains the real sizes.
/// </summary>
internal static class LogVolume
{
    private const double SecondsPerDay = 86_400;
    private const double MinutesPerDay = 1_440;
    private const double Kilobyte = 1e-6;

    /// <summary>The share of dead letters that the objective allows (slos.md).</summary>
    private const double DeadLetterShare = 0.001;

    /// <summary>The loads in capacity.md. prod has the load of 10,000 events per second, with 32 partitions and 32 instances.</summary>
    public static IReadOnlyList<LogLoad> Loads { get; } =
        [.. SystemSize.Rates.Select(rate => SystemSize.For(rate, EventShape.Single).Logs)];

    public static IReadOnlyList<LogSource> From(LogLoad load, LogSettings settings)
    {
        var calls = load.InvocationsPerSecond + load.RequestsPerSecond;
        var instances = load.IngestionInstances + load.HttpInstances;
        var deadLetters = load.EventsPerSecond * DeadLetterShare;
        var traces = Math.Min(instances * 2 * settings.TracesPerSecond, calls);
        return
        [
            // An ingestion instance has 13 instruments and 10 process metrics, plus 2 per partition. An HTTP instance has 10 process
            // metrics and about 60 series for functions and statuses.
            new("AppMetrics", PerDay((load.IngestionInstances * 23 + load.Partitions * 2 + load.HttpInstances * 70) / 60.0, 1.0)),
            // The host's request and, from the worker, a request for the batch and two dependencies.
            new("AppRequests and AppDependencies, sampled", PerDay(traces, 2 * 1.5 + 2 * 1.2)),
            // Host lines per invocation. An instance writes 200 lines when it starts, and starts once an hour while scaling.
            new("FunctionAppLogs", PerDay(settings.HostLinesPerInvocation * calls, 0.8) + PerDay(instances * 200 / 3600.0, 0.8)),
            // A warning in AppTraces and, through the host, in FunctionAppLogs, and a write in StorageTableLogs.
            new("Dead letters at the objective's limit", PerDay(deadLetters, 0.7 + 0.8 + 1.0)),
            // 130 platform metrics from the system's resources per minute, each 0.5 KB, and audit logs and ADX's table statistics.
            new("Platform metrics and audit", 130 * MinutesPerDay * 0.5 * Kilobyte + 0.05),
        ];
    }

    public static double Total(LogLoad load, LogSettings settings) => From(load, settings).Sum(source => source.GigabytesPerDay);

    /// <summary>Returns the table of log volume in capacity.md.</summary>
    public static string Table(LogSettings settings)
    {
        var columns = Loads.Select(load => From(load, settings)).ToList();
        var text = new StringBuilder();
        text.Append("| GB per day | ")
            .AppendJoin(" | ", Loads.Select(load => Invariant($"{load.EventsPerSecond:#,0}/s")))
            .Append(" |\n|---|").Append(string.Concat(Enumerable.Repeat("---|", Loads.Count))).Append('\n');
        for (var row = 0; row < columns[0].Count; row++)
            text.Append("| ").Append(columns[0][row].Name).Append(" | ")
                .AppendJoin(" | ", columns.Select(column => Invariant($"{column[row].GigabytesPerDay:#,0.00}"))).Append(" |\n");
        return text.Append("| **Total** | ")
            .AppendJoin(" | ", Loads.Select(load => Invariant($"**{Total(load, settings):#,0.0}**"))).Append(" |\n").ToString();
    }

    private static double PerDay(double recordsPerSecond, double kilobytes) => recordsPerSecond * SecondsPerDay * kilobytes * Kilobyte;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
