using System.Text;
using LoadBenchmark.Capacity;
using LoadBenchmark.Ramps;
using LoadBenchmark.Results;
using static LoadBenchmark.Report.ReportText;

namespace LoadBenchmark.Report;

/// <summary>Writes load.md and its charts from the results.</summary>
internal static class LoadReport
{
    /// <summary>The folder with results and charts, next to the report.</summary>
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
            # Load test results

            [bench/load](../bench/README.md#load) generates this page and its charts from [the results](load/results.json)
            of {result.Date:O}:

            ```console
            $ {result.Command}
            ```

            Machine: {result.Machine}.
            The local stack contained {Number(result.Flights)} real flights. Each ramp step lasted {Number(result.StepSeconds)} s.
            All traffic is an **open loop**: requests and events are due at fixed times, so a slow system does not reduce the load.
            Latency is measured from the due time. The figures apply to this machine and to the local replacements for
            Azure services. They show the limits of the app and the local stack, not the capacity in Azure.


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
            p99 of the earlier steps (and more than 100 ms), provided that the next step, if there is one, also meets this condition. The
            ramp continues to at most twice the knee and then returns to the load of its first step. The time to recovery ends after the
            last second that has an error, a p99 of more than twice the first step's (and more than 100 ms), or a backlog of more than one
            second's events.

            | Ramp | Knee | Reason | Highest rate reached | p99 exceeds 100 ms | p99 exceeds 1 s | Recovery from twice the knee |
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
                + $"| {(ramp.RecoverySeconds is { } seconds ? $"{Number(seconds)} s" : "not within the time limit")} |\n");
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

            ![Latency percentiles by load]({Folder}/{ramp.Name}-latency.svg)
            ![Share of the target rate and processor time of each process by load]({Folder}/{ramp.Name}-rate.svg)
            ![Latency and rate per second, including the recovery]({Folder}/{ramp.Name}-time.svg)


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

            In addition to a steady load, the SDK publishes fifty single events (probes) per second. Each probe is measured from its due
            time until a query returns it.

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
