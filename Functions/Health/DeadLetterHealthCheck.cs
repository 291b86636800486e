using LatamFunctions.DeadLetters;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>Whether the table service responds.</summary>
internal sealed class DeadLetterHealthCheck(DeadLetterStore deadLetters) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await deadLetters.CheckAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
