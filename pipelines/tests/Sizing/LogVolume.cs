using System.Globalization;
using System.Text;

namespace Pipelines.Tests.Sizing;

/// <summary>
/// The logging of the host and the app: lines written to FunctionAppLogs for each invocation, and traces per second that a process exports
/// (infinite: one for each invocation and request).
/// </summary>
internal sealed record LogSettings(int HostLinesPerInvocation, double TracesPerSecond);

/// <summary>
/// A load: events, invocations and API requests per second (capacity.md), and the instances that it runs on when scaled out as far as the
/// partitions allow.
/// </summary>
internal sealed record LogLoad(
    int EventsPerSecond, int InvocationsPerSecond, int RequestsPerSecond, int Partitions, int IngestionInstances, int HttpInstances);

/// <summary>GB per day that one kind of record adds to the workspace.</summary>
internal sealed record LogSource(string Name, double GigabytesPerDay);

/// <summary>
/// The volume of logs, computed from the settings: docs/operations/capacity.md prints it, and the daily cap must leave room for twice as
/// much. Sizes of records are assumptions, to be replaced by the workspace's own figures (Usage table).
/// </summary>
internal static class LogVolume
{
    private const double SecondsPerDay = 86_400;
    private const double MinutesPerDay = 1_440;
    private const double Kilobyte = 1e-6;

    /// <summary>The share of dead letters that the objective allows (slos.md).</summary>
    private const double DeadLetterShare = 0.001;

    /// <summary>The loads of capacity.md's table: 32 partitions and 32 instances for 10,000 events per second are prod's.</summary>
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
            // 13 instruments and 10 of the process, 2 more for each partition; an HTTP instance has about 60 series of functions and
            // statuses.
            new("AppMetrics", PerDay((load.IngestionInstances * 23 + load.Partitions * 2 + load.HttpInstances * 70) / 60.0, 1.0)),
            // A request and, of the worker, the batch (a request, too) and two dependencies.
            new("AppRequests and AppDependencies, sampled", PerDay(traces, 2 * 1.5 + 2 * 1.2)),
            // Host lines of an invocation; a start of an instance writes 200 lines, and an instance starts once an hour while scaling.
            new("FunctionAppLogs", PerDay(settings.HostLinesPerInvocation * calls, 0.8) + PerDay(instances * 200 / 3600.0, 0.8)),
            // A warning in AppTraces and, by way of the host, in FunctionAppLogs; a write in StorageTableLogs.
            new("Dead letters at the objective's limit", PerDay(deadLetters, 0.7 + 0.8 + 1.0)),
            // 130 platform metrics of the system's resources each minute, 0.5 KB each; audit logs and ADX's table statistics.
            new("Platform metrics and audit", 130 * MinutesPerDay * 0.5 * Kilobyte + 0.05),
        ];
    }

    public static double Total(LogLoad load, LogSettings settings) => From(load, settings).Sum(source => source.GigabytesPerDay);

    /// <summary>The table of capacity.md.</summary>
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
