using LoadBenchmark.Results;

namespace LoadBenchmark.Ramps;

/// <summary>The rate and latency of one kind of traffic in a step.</summary>
/// <param name="Name">The kind of traffic: <c>requests</c> or <c>events</c>.</param>
/// <param name="Target">The scheduled rate per second.</param>
/// <param name="Reached">Successful responses or stored events per second.</param>
/// <param name="P99">
/// The p99 of the response time, or of the time from publishing an event until it is queryable, in milliseconds; <c>null</c> if nothing
/// completed.
/// </param>
internal sealed record RateMeasure(string Name, double Target, double Reached, double? P99);

/// <summary>The measurements of a ramp's step that determine the knee.</summary>
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
