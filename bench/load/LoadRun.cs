using System.Runtime.InteropServices;
using LoadBenchmark.Drills;
using LoadBenchmark.Ramps;
using LoadBenchmark.Report;
using LoadBenchmark.Results;
using LoadBenchmark.Runs;

namespace LoadBenchmark;

/// <summary>Measures the parts that the command line specifies.</summary>
internal sealed class LoadRun(LoadOptions options, string folder, Action<string> progress)
{
    private const double SteadyProbes = 50;

    /// <summary>The requests per second at 100% of the combined ramp if the request ramp was not measured or has no knee.</summary>
    private const double DefaultRequests = 2000;
    private const double DefaultEvents = 20_000;

    private static readonly double[] SteadyRates = [1000, 5000, 10_000];

    private TimeSpan WarmUp => TimeSpan.FromSeconds(options.IsQuick ? 3 : 10);

    private TimeSpan Steady => TimeSpan.FromSeconds(options.IsQuick ? 4 : 20);

    /// <summary>Measures the parts one after another and merges their results into <paramref name="before"/>.</summary>
    /// <param name="before">The results of an earlier run, or <c>null</c> if there is no earlier run.</param>
    /// <param name="save">Stores the results after each part, so that they are not lost if a later part fails.</param>
    public async Task<LoadResult> RunAsync(LoadResult? before, Action<LoadResult> save, CancellationToken cancellationToken)
    {
        var result = new LoadResult(
            Machine(), Environment.ProcessorCount, options.Command, DateOnly.FromDateTime(DateTime.UtcNow), options.Flights,
            options.StepDuration.TotalSeconds, before?.Ramps ?? [], before?.Steady ?? [], before?.Drills ?? []);
        if (options.MeasuresRamps || options.MeasuresSteady)
        {
            await using var system = await LoadedSystem.StartAsync(
                Path.Combine(folder, "ramps"), options.Flights, progress, null, cancellationToken);
            await system.Session.RunAsync(new StepPlan("warm-up", 200, 2000, 20, WarmUp), null, cancellationToken);
            if (options.MeasuresSteady)
                save(result = result with { Steady = await SteadyAsync(system.Session, cancellationToken) });
            if (options.MeasuresRamps)
            {
                await RampsAsync(
                    system.Session,
                    name => result.Ramps.FirstOrDefault(ramp => ramp.Name == name)?.Knee?.Level,
                    ramp => save(result = result with { Ramps = Replace(result.Ramps, ramp, one => one.Name) }),
                    cancellationToken);
            }
        }

        if (options.MeasuresDrills)
        {
            await new DrillRun(options.IsQuick, options.Only, options.Flights, Path.Combine(folder, "drills"), progress).RunAsync(
                drill => save(result = result with { Drills = Replace(result.Drills, drill, one => one.Name) }), cancellationToken);
        }

        return result;
    }

    /// <summary>Replaces the element with the same name, or adds the element at the end.</summary>
    internal static IReadOnlyList<T> Replace<T>(IReadOnlyList<T> all, T one, Func<T, string> nameOf)
    {
        var list = all.ToList();
        var place = list.FindIndex(other => nameOf(other) == nameOf(one));
        if (place < 0)
            list.Add(one);
        else
            list[place] = one;
        return list;
    }

    private static string Machine() =>
        $"{Environment.ProcessorCount} cores, which also generate the load; "
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

    private async Task RampsAsync(
        Session session, Func<string, double?> kneeOf, Action<Ramp> done, CancellationToken cancellationToken)
    {
        // The ramp has fewer steps with --quick.
        var factor = options.IsQuick ? 3 : 1.5;
        foreach (var plan in new[]
        {
            () => RampPlan.Requests(new RampLevels(50, factor, 40_000)),
            () => RampPlan.Events(new RampLevels(1000, factor, 300_000)),
            () => RampPlan.Both(
                new RampLevels(10, factor, 400), kneeOf("api") ?? DefaultRequests, kneeOf("events") ?? DefaultEvents),
        })
        {
            var ramp = plan();
            if (!ramp.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
                continue;
            await session.SettleAsync(cancellationToken);
            done(await ramp.RunAsync(session, options.StepDuration, cancellationToken));
        }
    }
}
