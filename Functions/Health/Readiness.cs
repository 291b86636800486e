using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>
/// Checks the dependencies of the app, at most once per second for all requests together: the probes are open to everyone, and must not
/// become a way to load those services. Callers at the same time share one check.
/// </summary>
public sealed class Readiness(HealthCheckService checks, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<HealthReport>? _latest;
    private long _latestEndedAt;

    /// <summary>Returns the report of a check that is in progress or less than a second old; otherwise starts a new check.</summary>
    /// <param name="cancellationToken">A token to cancel the wait; the check continues for others.</param>
    internal Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_latestEndedAt) >= FreshFor))
                _latest = CheckAllAsync();
            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthReport> CheckAllAsync()
    {
        var report = await checks.CheckHealthAsync(CancellationToken.None);
        Volatile.Write(ref _latestEndedAt, time.GetTimestamp());
        return report;
    }
}
