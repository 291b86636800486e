using LatamFunctions.DeadLetters;
using LatamFunctions.Flights;
using LatamFunctions.Kusto;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Health;

internal sealed class KustoHealthCheck(KustoClient kusto) : IHealthCheck
{
    public string Name => "kusto";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Check, cancellationToken);
    }
}

internal sealed class DeadLetterHealthCheck(DeadLetterStore deadLetters) : IHealthCheck
{
    public string Name => "deadLetters";

    public Task CheckAsync(CancellationToken cancellationToken) => deadLetters.CheckAsync(cancellationToken);
}

internal static class HealthServiceCollectionExtensions
{
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<IHealthCheck, KustoHealthCheck>()
        .AddSingleton<IHealthCheck, DeadLetterHealthCheck>()
        .AddSingleton<Readiness>();
}
