using LatamFunctions.Flights;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>Whether Azure Data Explorer executes a query.</summary>
internal sealed class KustoHealthCheck(KustoClient kusto) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Check, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
