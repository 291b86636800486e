using LoadBenchmark.Results;

namespace LoadBenchmark.Ramps;

/// <summary>A rate of a ramp's step.</summary>
/// <param name="Name">requests or events.</param>
/// <param name="Target">The rate per second by the schedule.</param>
/// <param name="Reached">Successful responses or stored events per second.</param>
/// <param name="P99">Milliseconds, of responses, or from publishing until queryable; null if nothing completed.</param>
internal sealed record RateMeasure(string Name, double Target, double Reached, double? P99);

/// <summary>A step of a ramp for the search for the knee.</summary>
/// <param name="Level">The load, in the ramp's unit.</param>
/// <param name="Measures">The measured rate of each kind of traffic.</param>
internal sealed record RampPoint(double Level, IReadOnlyList<RateMeasure> Measures)
{
    public const string Requests = "requests";
    public const string Events = "events";

    public static RampPoint From(double level, Step step)
    {
        var measures = new List<RateMeasure>();
        if (step.Api is { } api)
            measures.Add(new RateMeasure(Requests, api.Target, api.Reached, api.Latency?.P99));
        if (step.Publish is { } publish)
            measures.Add(new RateMeasure(Events, publish.Target, step.StoredPerSecond ?? publish.Reached, step.Queryable?.Latency?.P99));
        return new RampPoint(level, measures);
    }
}
