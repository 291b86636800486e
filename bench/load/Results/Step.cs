using System.Text.Json.Serialization;

namespace LoadBenchmark.Results;

/// <summary>A time of constant load.</summary>
/// <param name="Name">The step's position in the run: a level of a ramp, "recovery", the state of a drill.</param>
/// <param name="StartSeconds">The time since the start of the run.</param>
/// <param name="Seconds">The elapsed time.</param>
/// <param name="Api">Requests; null without them.</param>
/// <param name="Cached">The requests that the cache may serve.</param>
/// <param name="Uncached">The requests that bypass it.</param>
/// <param name="Publish">Events until the hub acknowledged their batch; null without them.</param>
/// <param name="Queryable">Single events from the time at which they were due until a query returned them.</param>
/// <param name="StoredPerSecond">Events that left the hub's backlog per second.</param>
/// <param name="Backlog">Events that waited at the end.</param>
/// <param name="Processes">CPU and memory.</param>
internal sealed record Step(
    string Name,
    double StartSeconds,
    double Seconds,
    TrafficFigures? Api,
    TrafficFigures? Cached,
    TrafficFigures? Uncached,
    TrafficFigures? Publish,
    TrafficFigures? Queryable,
    double? StoredPerSecond,
    double? Backlog,
    IReadOnlyList<ProcessFigures> Processes)
{
    /// <summary>The share of probes that were queryable within 50 ms; null without probes.</summary>
    [JsonPropertyName("withinAim")]
    public double? ShareWithinTarget { get; init; }
}

/// <summary>A second of a run.</summary>
/// <param name="At">Seconds since the start of the run, at its end.</param>
/// <param name="ApiRate">Successful responses in the second.</param>
/// <param name="ApiErrors">Errors of requests.</param>
/// <param name="ApiP99">Milliseconds; null without responses.</param>
/// <param name="PublishRate">Events acknowledged by the hub.</param>
/// <param name="PublishErrors">Events that were not.</param>
/// <param name="QueryableP99">Milliseconds; null if no probe completed.</param>
/// <param name="Backlog">Events that wait in the hub; null if it could not be read.</param>
internal sealed record Second(
    double At,
    double ApiRate,
    long ApiErrors,
    double? ApiP99,
    double PublishRate,
    long PublishErrors,
    double? QueryableP99,
    double? Backlog);
