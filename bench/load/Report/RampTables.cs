using System.Text;
using LoadBenchmark.Ramps;
using LoadBenchmark.Results;
using static LoadBenchmark.Report.ReportText;

namespace LoadBenchmark.Report;

/// <summary>Formats the steps of a ramp as tables. The last row is the recovery.</summary>
internal static class RampTables
{
    public static string Requests(Ramp ramp)
    {
        var text = new StringBuilder();
        text.Append(
            """
            | Requests/s, target | reached | p50 | p95 | p99 | p99.9 | p99 of cached | p99 of uncached | Errors |
            |---|---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var step in Steps(ramp))
        {
            var (api, latency) = (step.Api!, step.Api!.Latency);
            text.Append(
                $"| {Number(api.Target)} | {Number(api.Reached)} | {Time(latency?.P50)} | {Time(latency?.P95)} | {Time(latency?.P99)} "
                + $"| {Time(latency?.P999)} | {Time(step.Cached?.Latency?.P99)} | {Time(step.Uncached?.Latency?.P99)} "
                + $"| {Errors(api.Errors)} |\n");
        }

        return text.Append('\n').ToString();
    }

    public static string Events(Ramp ramp)
    {
        var text = new StringBuilder();
        text.Append(
            "| Events/s, target | acknowledged | stored | Acknowledged p50 | p99 | Queryable p50 | p95 | p99 | p99.9 | Waiting at the end "
            + "| Errors |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var step in Steps(ramp))
        {
            var (publish, acknowledged, queryable) = (step.Publish!, step.Publish!.Latency, step.Queryable?.Latency);
            text.Append(
                $"| {Number(publish.Target)} | {Number(publish.Reached)} | {Number(step.StoredPerSecond)} | {Time(acknowledged?.P50)} "
                + $"| {Time(acknowledged?.P99)} | {Time(queryable?.P50)} | {Time(queryable?.P95)} | {Time(queryable?.P99)} "
                + $"| {Time(queryable?.P999)} | {Number(step.Backlog)} | {Errors(publish.Errors)} |\n");
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Returns a table with the processor time (in cores) and memory of each process.</summary>
    public static string Processes(Ramp ramp)
    {
        string[] names = ["stack", "worker", "azurite", "load"];
        var text = new StringBuilder();
        text.Append(
            $"""
            | {ramp.Unit} | {string.Join(" | ", names.Select(name => $"{name}: cores | MB"))} |
            |---|{string.Concat(names.Select(_ => "---|---|"))}

            """.ReplaceLineEndings("\n"));
        foreach (var (level, step) in ramp.Levels.Append(ramp.Levels[0]).Zip(Steps(ramp)))
        {
            var cells = names.Select(name => step.Processes.FirstOrDefault(process => process.Name == name))
                .Select(process => $"{Number(process?.Cores)} | {Number(process?.MegaBytes)}");
            text.Append($"| {Number(level)} | {string.Join(" | ", cells)} |\n");
        }

        return text.Append(
            """

            The process `stack` contains the event hub, the Functions host and the Kusto engine; `load` generates the load.


            """.ReplaceLineEndings("\n")).ToString();
    }

    private static IEnumerable<Step> Steps(Ramp ramp) => ramp.Steps.Append(ramp.Recovery);
}
