using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>
/// Checks the app's dependencies, at most once per second across all requests, because anonymous callers must not be able to overload the
/// dependencies. Concurrent callers share one check.
/// </summary>
public sealed class Readiness(HealthCheckService checks, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<HealthReport>? _latest;
    private long _latestEndedAt;

    /// <summary>
    /// Returns the report of a check that is in progress or completed less than a second ago. If there is no such check, the method starts
    /// a check.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the wait. The check continues for other callers.</param>
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
