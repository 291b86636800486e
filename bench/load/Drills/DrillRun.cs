using LoadBenchmark.Results;
using LoadBenchmark.Runs;

namespace LoadBenchmark.Drills;

/// <summary>Runs the drills one after another on one system under a moderate load.</summary>
internal sealed class DrillRun(bool isQuick, string only, int flights, string folder, Action<string> progress)
{
    private const double ProbesPerSecond = 10;

    /// <summary>The number of events per invalid event.</summary>
    private const int BadEvery = 997;

    // The rates for --quick are low enough for a busy machine.
    private double Requests => isQuick ? 20 : 50;

    private double Events => isQuick ? 200 : 1000;

    private TimeSpan LongestRecovery => TimeSpan.FromSeconds(isQuick ? 15 : 90);

    private TimeSpan Before => TimeSpan.FromSeconds(isQuick ? 3 : 5);

    private TimeSpan Fault => TimeSpan.FromSeconds(isQuick ? 4 : 20);

    /// <param name="done">Receives the result of each drill.</param>
    public async Task RunAsync(Action<DrillResult> done, CancellationToken cancellationToken)
    {
        var drills = Drill.All.Where(drill =>
            (drill.IsQuick || !isQuick || only.Length > 0)
            && drill.Name.Contains(only, StringComparison.OrdinalIgnoreCase));
        await using var system = await DrillSystem.StartAsync(folder, flights, progress, cancellationToken);
        await using var alerts = await LogAlertReplay.StartAsync(Path.Combine(folder, "alerts"));
        await system.Load.Session.RunAsync(PlanOf("drills: warm-up", Before * 2), null, cancellationToken);
        foreach (var drill in drills)
            done(await RunAsync(drill, system, alerts, cancellationToken));
    }

    private StepPlan PlanOf(string name, TimeSpan duration) => new(name, Requests, Events, ProbesPerSecond, duration);

    private async Task<DrillResult> RunAsync(Drill drill, DrillSystem system, LogAlertReplay alerts, CancellationToken cancellationToken)
    {
        var (session, traffic) = (system.Load.Session, system.Load.Events);
        var (plan, began) = (LoadedSystem.NewPlan(BadEvery), session.Seconds.Count);
        traffic.Begin(plan);
        await session.SettleAsync(cancellationToken);
        system.Metrics.Take();
        await using var health = new AvailabilityProbe(() => system.Load.Stack.Api);
        var before = await session.RunAsync(PlanOf($"{drill.Name}: before", Before), null, cancellationToken);
        var (healthy, healthyProbes) = (system.Metrics.Take(), health.Take());

        await drill.Break(system, cancellationToken);
        var since = session.Now;
        var during = await session.RunAsync(PlanOf($"{drill.Name}: fault", drill.Duration ?? Fault), null, cancellationToken);
        var (faulted, faultedProbes) = (system.Metrics.Take(), health.Take());
        // The repair of a cold start takes time, during which the load continues.
        var repairing = drill.Repair(system, cancellationToken);
        var repaired = session.Now;
        var recovery = Recovery.From(before, Events);
        Step after;
        try
        {
            after = await session.RunAsync(
                PlanOf($"{drill.Name}: after", LongestRecovery),
                () => repairing.IsCompleted && recovery.SecondsUntilRecovered(session.Seconds, repaired) is not null,
                cancellationToken);
        }
        finally
        {
            // Await the repair even after a failure, so that the system can dispose of the stack that the repair starts.
            await repairing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await repairing;
        await traffic.DrainAsync(cancellationToken);

        var acknowledged = traffic.AcknowledgedBatches!.ToList();
        progress($"{session.Now,6:N0} s  {drill.Name}: verifying each event and replaying the alerts");
        var (lost, twice) = await new LossCheck(system.Load).CountAsync(plan, acknowledged, cancellationToken);
        var incident = new Incident(
            RecordedMinute.From(healthy, before, healthyProbes, Before),
            RecordedMinute.From(faulted, during, faultedProbes, drill.Duration ?? Fault));
        return new DrillResult(
            drill.Name,
            drill.Title,
            drill.Fault,
            Math.Round(repaired - since, 1),
            before,
            during,
            after,
            recovery.SecondsUntilRecovered(session.Seconds, repaired),
            acknowledged.Sum(batch => batch.Count),
            lost,
            twice,
            await alerts.FindAsync(incident, cancellationToken),
            [.. session.Seconds.Skip(began)]);
    }
}
