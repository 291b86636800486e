using System.Text;
using LoadBenchmark.Drills;
using LoadBenchmark.Results;
using static LoadBenchmark.Report.ReportText;

namespace LoadBenchmark.Report;

/// <summary>Creates the report's section about the drills, and the drills' charts.</summary>
internal static class DrillReport
{
    public static Chart CreateChart(DrillResult drill)
    {
        var start = drill.Before.StartSeconds;
        return new Chart(
            drill.Title,
            new ChartAxis("seconds"),
            new ChartAxis("ms", IsLogarithmic: true),
            new ChartAxis("errors/s, waiting events", IsLogarithmic: true),
            [
                Line("p99 of responses (ms)", second => second.ApiP99),
                Line("p99 from publishing to queryable (ms)", second => second.QueryableP99),
                Line("request errors/s", second => second.ApiErrors) with { IsOnRight = true },
                Line("waiting events", second => second.Backlog) with { IsOnRight = true },
            ],
            [
                new ChartMarker(drill.During.StartSeconds - start, "fault"),
                new ChartMarker(drill.After.StartSeconds - start, "repair"),
            ]);

        ChartLine Line(string title, Func<Second, double?> value) =>
            new(title, [.. drill.Seconds.Select(second => (second.At - start, value(second)))]);
    }

    public static string Section(IReadOnlyList<DrillResult> drills)
    {
        var text = new StringBuilder();
        text.Append(
            $"""
            ## Drills

            The load is {Number(drills[0].Before.Api?.Target)} requests/s and {Number(drills[0].Before.Publish?.Target)} events/s. Proxies
            between the app and the services delay, abort or reject requests. The trigger reads the local hub inside the host's process, so
            the drill for the hub affects publishers only. The recovery time is the time from the repair to the end of the last second with
            an error, a late response, a late event or a large backlog. Lost events are events that the hub acknowledged and that are
            neither stored nor dead-lettered.


            """.ReplaceLineEndings("\n"));
        text.Append(
            "| Fault | Request errors | p99 during the fault | p99 after the fault | Publishing errors | Longest time until queryable "
            + "| Lost | Visible twice | Recovery | First page to on-call (severity 0, 1) | First alert |\n"
            + "|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var drill in drills)
        {
            text.Append(
                $"| {drill.Title}, {Number(drill.FaultSeconds)} s | {Errors(Sum(drill, step => step.Api))} "
                + $"| {Time(drill.During.Api?.Latency?.P99)} | {Time(drill.After.Api?.Latency?.P99)} "
                + $"| {Errors(Sum(drill, step => step.Publish))} | {Time(Latest(drill))} "
                + $"| {Number(drill.Lost)} of {Number(drill.Acknowledged)} | {Number(drill.VisibleTwice)} "
                + $"| {(drill.RecoverySeconds is { } seconds ? $"{Number(seconds)} s" : "not within the time limit")} "
                + $"| {First(drill.Alerts.Where(alert => alert.Severity <= 1))} | {First(drill.Alerts)} |\n");
        }

        text.Append(
            """

            The local engine evaluates the KQL of the alerts in [bicep/monitoring](../bicep/monitoring) over the recorded metrics, at the
            times at which Azure evaluates it. The evaluation assumes a fault that lasts an hour. The metrics of the healthy seconds are
            repeated for the day before the fault, and the metrics of the seconds with the fault are repeated for the hour after the fault
            starts. The exception is the age of a stuck batch, which increases with time. Azure's ingestion adds a delay of one to three
            minutes to each time. Alerts on platform metrics have no KQL and are not included.

            | Fault | Alerts within an hour: minutes to the first evaluation that fires (0: fires without the fault) and severity |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var drill in drills)
        {
            var alerts = drill.Alerts.Select(alert => $"`{alert.Name}` {alert.Minutes} ({alert.Severity})");
            text.Append($"| {drill.Title}: {drill.Fault} | {(drill.Alerts.Count == 0 ? "none" : string.Join(", ", alerts))} |\n");
        }

        text.Append('\n');
        foreach (var drill in drills)
        {
            var path = $"{LoadReport.Folder}/drill-{drill.Name}.svg";
            text.Append($"![{drill.Title}: latency, errors and backlog per second]({path})\n");
        }

        return text.ToString();
    }

    private static SortedDictionary<string, long> Sum(DrillResult drill, Func<Step, TrafficFigures?> figures)
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        TrafficFigures?[] both = [figures(drill.During), figures(drill.After)];
        foreach (var (kind, count) in both.OfType<TrafficFigures>().SelectMany(one => one.Errors))
            sum[kind] = sum.GetValueOrDefault(kind) + count;
        return sum;
    }

    private static double? Latest(DrillResult drill) =>
        new[] { drill.During, drill.After }.Max(step => step.Queryable?.Latency?.Max);

    private static string First(IEnumerable<AlertTime> alerts) =>
        alerts.FirstOrDefault(alert => alert.Minutes > 0) is { } first ? $"`{first.Name}`, {first.Minutes} min" : "none within an hour";
}
