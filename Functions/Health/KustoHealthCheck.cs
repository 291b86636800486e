using LatamFunctions.Flights;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>Whether Azure Data Explorer executes a query.</summary>
internal sealed class KustoHealthCheck(KustoClient kusto) : IHealthCheck
{
    /// <summary>Ends at the timeout even if the client does not observe its token: all later probes would wait for it.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        CheckAsync(cancellationToken).WaitAsync(cancellationToken);

    private async Task<HealthCheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Check, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
