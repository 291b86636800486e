using System.Text;
using LoadBenchmark.Capacity;
using LoadBenchmark.Ramps;
using LoadBenchmark.Results;
using static LoadBenchmark.Report.ReportText;

namespace LoadBenchmark.Report;

/// <summary>Writes load.md and its charts from results.</summary>
internal static class LoadReport
{
    /// <summary>The folder of results and charts, next to the report.</summary>
    public const string Folder = "load";

    public static void Write(LoadResult result, string output)
    {
        foreach (var ramp in result.Ramps)
        {
            Save($"{ramp.Name}-latency", RampCharts.Latency(ramp));
            Save($"{ramp.Name}-rate", RampCharts.Rate(ramp));
            Save($"{ramp.Name}-time", RampCharts.Time(ramp));
        }

        foreach (var drill in result.Drills)
            Save($"drill-{drill.Name}", DrillReport.CreateChart(drill));
        File.WriteAllText(Path.Combine(output, "load.md"), Markdown(result));

        void Save(string name, Chart chart) => File.WriteAllText(Path.Combine(output, Folder, $"{name}.svg"), chart.ToSvg());
    }

    public static string Markdown(LoadResult result)
    {
        var text = new StringBuilder();
        text.Append(
            $"""
            # Load until it breaks

            This page and its charts are written by [bench/load](../bench/README.md#load) from [the results](load/results.json)
            of {result.Date:O}:

            ```console
            $ {result.Command}
            ```

            Machine: {result.Machine}.
            The local stack held {Number(result.Flights)} real flights. Each step of a ramp took {Number(result.StepSeconds)} s.
            All traffic is an **open loop**: requests and events are due at fixed times, and a latency counts from the time at which its
            request or event was due, so that a slow system does not slow down its own measurement. The figures are those of this machine
            and of the local stand-ins for Azure's services; they show where the app and the stack bend, not how much Azure carries.


            """.ReplaceLineEndings("\n"));
        if (result.Ramps.Count > 0)
            text.Append(Summary(result.Ramps));
        foreach (var ramp in result.Ramps)
            text.Append(RampSection(ramp));
        if (result.Steady.Count > 0)
            text.Append(SteadySection(result.Steady));
        if (result.Steady.Count > 0 && result.Ramps.FirstOrDefault(ramp => ramp.Name == "events") is { } events)
            text.Append(PredictionReport.Section(Prediction.From(result.Steady, events, result.Cores), events, result.Cores));
        if (result.Drills.Count > 0)
            text.Append(DrillReport.Section(result.Drills));
        return text.ToString();
    }

    private static string Summary(IReadOnlyList<Ramp> ramps)
    {
        var text = new StringBuilder();
        text.Append(
            """
            ## Summary of the ramps

            The **knee** is the first step that reaches less than 95 % of its target rate, or whose p99 is more than ten times the lowest
            p99 of the steps before it (and more than 100 ms), if the next step does so as well. The ramp continues to twice the knee and
            then returns to the load of its first step; the time to recovery ends with the last second whose p99 is more than twice that
            of the first step (and more than 100 ms), that has an error, or in which more than a second's events wait.

            | Ramp | Knee | Reason | Highest rate reached | p99 passes 100 ms | p99 passes 1 s | Recovery from twice the knee |
            |---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var ramp in ramps)
        {
            var highest = ramp.Levels.Zip(ramp.Steps).SelectMany(pair => RampPoint.From(pair.First, pair.Second).Measures)
                .GroupBy(measure => measure.Name)
                .Select(measures => $"{Number(measures.Max(measure => measure.Reached))} {measures.Key}/s");
            text.Append(
                $"| {ramp.Title} | {(ramp.Knee is { } knee ? $"{Number(knee.Level)} {ramp.Unit}" : "not found")} | {ramp.Knee?.Reason} "
                + $"| {string.Join(", ", highest)} | {Limits(ramp, 100)} | {Limits(ramp, 1000)} "
                + $"| {(ramp.RecoverySeconds is { } seconds ? $"{Number(seconds)} s" : "not within the time")} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Limits(Ramp ramp, double milliseconds)
    {
        var limits = ramp.Limits.Where(limit => limit.Milliseconds == milliseconds).ToList();
        return string.Join("; ", limits.Select(limit => (limits.Count > 1 ? $"{limit.Measure}: " : "") + limit switch
        {
            { Above: null } => "not reached",
            { Below: null } => $"below {Number(limit.Above)}",
            _ => $"{Number(limit.Below)} to {Number(limit.Above)}",
        }));
    }

    private static string RampSection(Ramp ramp)
    {
        var text = new StringBuilder();
        text.Append(
            $"""
            ## {ramp.Title}

            ![Percentiles of the latency over the load]({Folder}/{ramp.Name}-latency.svg)
            ![Reached share of the rate and processor time of each process over the load]({Folder}/{ramp.Name}-rate.svg)
            ![Latency and rate in each second, with the recovery]({Folder}/{ramp.Name}-time.svg)


            """.ReplaceLineEndings("\n"));
        if (ramp.Steps[0].Api is not null)
            text.Append(RampTables.Requests(ramp));
        if (ramp.Steps[0].Publish is not null)
            text.Append(RampTables.Events(ramp));
        text.Append(RampTables.Processes(ramp));
        return text.ToString();
    }

    private static string SteadySection(IReadOnlyList<Step> steps)
    {
        var text = new StringBuilder();
        text.Append(
            """
            ## Events queryable within 50 ms

            Single events are published by the SDK beside a steady load, fifty a second. Each is timed from the moment at which it was due
            until a query returns it.

            | Events/s | Reached | Queryable within 50 ms | p50 | p95 | p99 | p99.9 | Probes | Errors |
            |---|---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var step in steps)
        {
            var latency = step.Queryable?.Latency;
            text.Append(
                $"| {Number(step.Publish!.Target)} | {Number(step.Publish.Reached)} | **{Share(step.ShareWithinTarget)}** "
                + $"| {Time(latency?.P50)} "
                + $"| {Time(latency?.P95)} | {Time(latency?.P99)} | {Time(latency?.P999)} | {Number(latency?.Count)} "
                + $"| {Errors(step.Publish.Errors)} |\n");
        }

        return text.Append('\n').ToString();
    }
}
