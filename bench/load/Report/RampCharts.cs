using LoadBenchmark.Ramps;
using LoadBenchmark.Results;

namespace LoadBenchmark.Report;

/// <summary>Creates the charts of a ramp.</summary>
internal static class RampCharts
{
    /// <summary>Creates the chart of the latency percentiles in each step.</summary>
    public static Chart Latency(Ramp ramp) => new(
        $"{ramp.Title}: latency",
        new ChartAxis(ramp.Unit, IsLogarithmic: true),
        new ChartAxis("ms", IsLogarithmic: true),
        null,
        [.. LatencyLines(ramp)],
        Markers(ramp));

    /// <summary>Creates the chart of the rate and the processor time of each process in each step.</summary>
    public static Chart Rate(Ramp ramp) => new(
        $"{ramp.Title}: rate and processor time",
        new ChartAxis(ramp.Unit, IsLogarithmic: true),
        new ChartAxis("% of the target rate"),
        new ChartAxis("cores"),
        [.. ReachedLines(ramp), .. CoreLines(ramp)],
        Markers(ramp));

    /// <summary>Creates the chart of the measurements in each second, including the recovery.</summary>
    public static Chart Time(Ramp ramp)
    {
        var lines = new List<ChartLine>();
        if (ramp.Steps[0].Api is not null)
            lines.Add(Line("p99 of responses (ms)", second => second.ApiP99));
        if (ramp.Steps[0].Publish is not null)
            lines.Add(Line("p99 from publishing to queryable (ms)", second => second.QueryableP99));
        if (ramp.Steps[0].Api is not null)
            lines.Add(Line("responses/s", second => second.ApiRate) with { IsOnRight = true });
        if (ramp.Steps[0].Publish is not null)
            lines.Add(Line("waiting events", second => second.Backlog) with { IsOnRight = true });
        return new Chart(
            $"{ramp.Title}: each second",
            new ChartAxis("seconds"),
            new ChartAxis("ms", IsLogarithmic: true),
            new ChartAxis(ramp.Steps[0].Publish is null ? "responses/s" : "responses/s, waiting events", IsLogarithmic: true),
            lines,
            [new ChartMarker(ramp.Recovery.StartSeconds - ramp.Steps[0].StartSeconds, "low load again")]);

        ChartLine Line(string title, Func<Second, double?> value) =>
            new(title, [.. ramp.Seconds.Select(second => (second.At - ramp.Steps[0].StartSeconds, value(second)))]);
    }

    private static IEnumerable<ChartLine> LatencyLines(Ramp ramp)
    {
        foreach (var (kind, figures) in Kinds(ramp))
        {
            foreach (var (name, value) in new (string, Func<Latency, double>)[]
            {
                ("p50", latency => latency.P50), ("p95", latency => latency.P95), ("p99", latency => latency.P99),
                ("p99.9", latency => latency.P999),
            })
            {
                // A chart with two kinds of traffic has only p50 and p99, for readability.
                if (Kinds(ramp).Count() == 1 || name is "p50" or "p99")
                {
                    yield return new ChartLine(
                        $"{kind}{name}", Points(ramp, step => figures(step)?.Latency is { } all ? value(all) : null));
                }
            }
        }
    }

    private static IEnumerable<(string Kind, Func<Step, TrafficFigures?> Figures)> Kinds(Ramp ramp)
    {
        var isBoth = ramp.Steps[0].Api is not null && ramp.Steps[0].Publish is not null;
        if (ramp.Steps[0].Api is not null)
            yield return (isBoth ? "responses " : "", step => step.Api);
        if (ramp.Steps[0].Publish is not null)
            yield return (isBoth ? "queryable " : "", step => step.Queryable);
    }

    private static IEnumerable<ChartLine> ReachedLines(Ramp ramp) =>
        from name in new[] { RampPoint.Requests, RampPoint.Events }
        let points = ramp.Levels.Zip(ramp.Steps).Select(pair => (
            pair.First,
            Measure: RampPoint.From(pair.First, pair.Second).Measures.FirstOrDefault(measure => measure.Name == name))).ToList()
        where points[0].Measure is not null
        select new ChartLine(
            $"reached {name} (%)",
            [.. points.Select(point => (point.First, (double?)(100 * point.Measure!.Reached / point.Measure.Target)))]);

    private static IEnumerable<ChartLine> CoreLines(Ramp ramp) =>
        from name in ramp.Steps.SelectMany(step => step.Processes).Select(process => process.Name).Distinct().Order(StringComparer.Ordinal)
        select new ChartLine(
            $"{name} (cores)", Points(ramp, step => step.Processes.FirstOrDefault(process => process.Name == name)?.Cores))
        {
            IsOnRight = true,
        };

    private static IReadOnlyList<(double X, double? Y)> Points(Ramp ramp, Func<Step, double?> value) =>
        [.. ramp.Levels.Zip(ramp.Steps).Select(pair => (pair.First, value(pair.Second)))];

    private static IReadOnlyList<ChartMarker> Markers(Ramp ramp) => ramp.Knee is { } knee ? [new ChartMarker(knee.Level, "knee")] : [];
}
