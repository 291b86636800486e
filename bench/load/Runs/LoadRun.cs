using System.Runtime.InteropServices;
using LoadBenchmark.Drills;
using LoadBenchmark.Ramps;
using LoadBenchmark.Results;

namespace LoadBenchmark.Runs;

/// <summary>Measures the parts that the command line names.</summary>
internal sealed class LoadRun(LoadOptions options, string folder, Action<string> progress)
{
    private const double SteadyProbes = 50;

    /// <summary>What 100 % of the common ramp is if the ramps of one kind were not measured or found no knee.</summary>
    private const double DefaultRequests = 2000;
    private const double DefaultEvents = 20_000;

    private static readonly double[] SteadyRates = [1000, 5000, 10_000];

    private TimeSpan WarmUp => TimeSpan.FromSeconds(options.IsQuick ? 3 : 10);

    private TimeSpan Steady => TimeSpan.FromSeconds(options.IsQuick ? 4 : 20);

    public async Task<LoadResult> RunAsync(LoadResult? before, string command, CancellationToken cancellationToken)
    {
        IReadOnlyList<Ramp> ramps = before?.Ramps ?? [];
        IReadOnlyList<Step> steady = before?.Steady ?? [];
        IReadOnlyList<DrillResult> drills = before?.Drills ?? [];
        if (options.MeasuresRamps || options.MeasuresSteady)
        {
            await using var system = await LoadedSystem.StartAsync(
                Path.Combine(folder, "ramps"), options.Flights, progress, null, cancellationToken);
            await system.Session.RunAsync(new StepPlan("warm-up", 200, 2000, 20, WarmUp), null, cancellationToken);
            if (options.MeasuresSteady)
                steady = await SteadyAsync(system.Session, cancellationToken);
            if (options.MeasuresRamps)
                ramps = await RampsAsync(system.Session, cancellationToken);
        }

        if (options.MeasuresDrills)
            drills = await new DrillRun(options, Path.Combine(folder, "drills"), progress).RunAsync(cancellationToken);
        return new LoadResult(
            Machine(), Environment.ProcessorCount, command, DateOnly.FromDateTime(DateTime.UtcNow), options.Flights,
            options.StepDuration.TotalSeconds, ramps, steady, drills);
    }

    private static string Machine() =>
        $"{Environment.ProcessorCount} cores, on which the load is generated, too; "
        + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:N0} GB of memory; {RuntimeInformation.FrameworkDescription}, "
        + RuntimeInformation.RuntimeIdentifier;

    private async Task<IReadOnlyList<Step>> SteadyAsync(Session session, CancellationToken cancellationToken)
    {
        var steps = new List<Step>();
        foreach (var rate in SteadyRates)
        {
            var step = new StepPlan($"steady: {rate:N0}/s", 0, rate, SteadyProbes, Steady);
            await session.SettleAsync(cancellationToken);
            await session.RunAsync(step with { Name = $"{step.Name}, warm-up", Duration = WarmUp / 2 }, null, cancellationToken);
            await session.SettleAsync(cancellationToken);
            steps.Add(await session.RunAsync(step, null, cancellationToken));
        }

        return steps;
    }

    private async Task<IReadOnlyList<Ramp>> RampsAsync(Session session, CancellationToken cancellationToken)
    {
        // The quick form takes greater steps.
        var factor = options.IsQuick ? 3 : 1.5;
        var ramps = new List<Ramp>();
        foreach (var plan in new[]
        {
            () => RampPlan.Requests(new RampLevels(250, factor, 40_000)),
            () => RampPlan.Events(new RampLevels(1000, factor, 300_000)),
            () => RampPlan.Both(
                new RampLevels(10, factor, 400), KneeOf("api") ?? DefaultRequests, KneeOf("events") ?? DefaultEvents),
        })
        {
            var ramp = plan();
            if (!ramp.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
                continue;
            await session.SettleAsync(cancellationToken);
            ramps.Add(await ramp.RunAsync(session, options.StepDuration, cancellationToken));
        }

        return ramps;

        double? KneeOf(string name) => ramps.FirstOrDefault(ramp => ramp.Name == name)?.Knee?.Level;
    }
}
