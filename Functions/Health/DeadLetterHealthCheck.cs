using LatamFunctions.DeadLetters;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>Checks whether the table service responds.</summary>
internal sealed class DeadLetterHealthCheck(DeadLetterStore deadLetters) : IHealthCheck
{
    /// <inheritdoc cref="KustoHealthCheck.CheckHealthAsync"/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        CheckAsync(cancellationToken).WaitAsync(cancellationToken);

    private async Task<HealthCheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        await deadLetters.CheckAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
