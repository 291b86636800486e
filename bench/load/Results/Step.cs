using System.Text.Json.Serialization;

namespace LoadBenchmark.Results;

/// <summary>A period of constant load.</summary>
/// <param name="Name">The step's role in the run: a level of a ramp, "recovery", or a phase of a drill.</param>
/// <param name="StartSeconds">The start of the step, in seconds since the start of the run.</param>
/// <param name="Seconds">The duration of the step.</param>
/// <param name="Api">The figures for all requests; <c>null</c> if the step has no requests.</param>
/// <param name="Cached">The figures for requests that the cache can serve.</param>
/// <param name="Uncached">The figures for requests that bypass the cache.</param>
/// <param name="Publish">
/// The figures for publishing, measured until the hub acknowledges the batch; <c>null</c> if the step has no events.
/// </param>
/// <param name="Queryable">
/// The figures for probes, which are single events that are measured from their due time until a query returns them.
/// </param>
/// <param name="StoredPerSecond">The number of events per second that were processed from the hub's backlog.</param>
/// <param name="Backlog">The number of events in the backlog at the end of the step.</param>
/// <param name="Processes">The processor time and memory of each process.</param>
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
    /// <summary>The share of probes that were queryable within 50 ms; <c>null</c> if the step has no probes.</summary>
    [JsonPropertyName("withinAim")]
    public double? ShareWithinTarget { get; init; }
}

/// <summary>The measurements of one second in a run.</summary>
/// <param name="At">The end of this second, in seconds since the start of the run.</param>
/// <param name="ApiRate">The number of successful responses per second.</param>
/// <param name="ApiErrors">The number of failed requests.</param>
/// <param name="ApiP99">The p99 of responses in milliseconds; <c>null</c> if there were no responses.</param>
/// <param name="PublishRate">The number of events per second that the hub acknowledged.</param>
/// <param name="PublishErrors">The number of events that the hub did not acknowledge.</param>
/// <param name="QueryableP99">
/// The p99 of the time from publishing an event until it is queryable, in milliseconds; the age of the oldest probe that is not queryable
/// yet if no probe completed; <c>null</c> if there was no probe.
/// </param>
/// <param name="Backlog">The number of events in the hub's backlog; <c>null</c> if the backlog could not be read.</param>
internal sealed record Second(
    double At,
    double ApiRate,
    long ApiErrors,
    double? ApiP99,
    double PublishRate,
    long PublishErrors,
    double? QueryableP99,
    double? Backlog);
