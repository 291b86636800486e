using LoadBenchmark.Results;
using LoadBenchmark.Runs;

namespace LoadBenchmark.Ramps;

/// <summary>A ramp to measure.</summary>
/// <param name="Name">The name of the output files.</param>
/// <param name="Title">The title in the report.</param>
/// <param name="Unit">The unit of the levels.</param>
/// <param name="Levels">The levels of the load.</param>
/// <param name="StepOf">The function that creates a step from a name, a level and a duration.</param>
internal sealed record RampPlan(string Name, string Title, string Unit, RampLevels Levels, Func<string, double, TimeSpan, StepPlan> StepOf)
{
    private const double RecoverySteps = 8;
    private const double ProbesPerSecond = 20;

    public static RampPlan Requests(RampLevels levels) => new(
        "api", "Requests to the HTTP API", "requests/s", levels, (name, level, time) => new StepPlan(name, level, 0, 0, time));

    public static RampPlan Events(RampLevels levels) => new(
        "events", "Events from the SDK until queryable", "events/s", levels,
        (name, level, time) => new StepPlan(name, 0, level, ProbesPerSecond, time));

    /// <param name="levels">The levels as percentages of <paramref name="requests"/> and <paramref name="events"/>.</param>
    /// <param name="requests">Requests per second at 100%.</param>
    /// <param name="events">Events per second at 100%.</param>
    public static RampPlan Both(RampLevels levels, double requests, double events) => new(
        "both", "Requests and events together", "% of each knee", levels,
        (name, level, time) => new StepPlan(
            name, Math.Round(requests * level / 100), Math.Round(events * level / 100), ProbesPerSecond, time));

    /// <param name="session">A session on a system that is warmed up.</param>
    /// <param name="stepDuration">The duration of each step.</param>
    public async Task<Ramp> RunAsync(Session session, TimeSpan stepDuration, CancellationToken cancellationToken)
    {
        var began = session.Seconds.Count;
        var points = new List<RampPoint>();
        var steps = new List<Step>();
        while (Levels.Next(points) is { } level)
        {
            var step = await session.RunAsync(StepOf($"{Name}: {level:N0} {Unit}", level, stepDuration), null, cancellationToken);
            steps.Add(step);
            points.Add(RampPoint.From(level, step));
        }

        var low = StepOf($"{Name}: recovery", Levels.First, stepDuration * RecoverySteps);
        var (recovery, since) = (Results.Recovery.From(steps[0], low.Events), session.Now);
        var last = await session.RunAsync(low, () => recovery.SecondsUntilRecovered(session.Seconds, since) is not null, cancellationToken);
        return new Ramp(
            Name,
            Title,
            Unit,
            [.. points.Select(point => point.Level)],
            steps,
            Knee.Find(points),
            LatencyLimit.Find(points),
            last,
            recovery.SecondsUntilRecovered(session.Seconds, since),
            [.. session.Seconds.Skip(began)]);
    }
}
