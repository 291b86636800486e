using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Health;

/// <summary>
/// Checks the services that the app needs, at most once a second for all requests together: the probes are open to everyone, and must not
/// become a way to load those services. Callers at the same time share one check.
/// </summary>
public sealed class Readiness(IEnumerable<IHealthCheck> checks, TimeProvider time, ILogger<Readiness> logger)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<CheckOutcome[]>? _latest;
    private long _latestEndedAt;

    /// <summary>The time within which a service must respond.</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The outcomes of a check that is under way or less than a second old, else of a new one.</summary>
    /// <param name="cancellationToken">Ends the waiting; the check continues for others.</param>
    internal Task<CheckOutcome[]> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_latestEndedAt) >= FreshFor))
                _latest = CheckAllAsync();
            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<CheckOutcome[]> CheckAllAsync()
    {
        var outcomes = await Task.WhenAll(checks.Select(CheckAsync));
        Volatile.Write(ref _latestEndedAt, time.GetTimestamp());
        return outcomes;
    }

    private async Task<CheckOutcome> CheckAsync(IHealthCheck check)
    {
        var start = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await check.CheckAsync(timeout.Token).WaitAsync(timeout.Token);
            return new CheckOutcome(check.Name, true, time.GetElapsedTime(start));
        }
        catch (Exception e)
        {
            logger.HealthCheckFailed(e, check.Name);
            return new CheckOutcome(check.Name, false, time.GetElapsedTime(start));
        }
    }
}
