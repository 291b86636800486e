using LatamFunctions.Flights;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>Checks whether Azure Data Explorer executes a query.</summary>
internal sealed class KustoHealthCheck(KustoClient kusto) : IHealthCheck
{
    /// <summary>
    /// The method completes at the timeout even if the client ignores the cancellation token, because later probes would wait for a check
    /// that does not complete.
    /// </summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        CheckAsync(cancellationToken).WaitAsync(cancellationToken);

    private async Task<HealthCheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Check, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
