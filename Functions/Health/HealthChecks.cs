using LatamFunctions.DeadLetters;
using LatamFunctions.Flights;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Health;

internal sealed class KustoHealthCheck(FlightQueries queries) : IHealthCheck
{
    public string Name => "kusto";

    public Task CheckAsync(CancellationToken cancellationToken) => queries.CheckAsync(cancellationToken);
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
        .AddSingleton<IHealthCheck, DeadLetterHealthCheck>();
}
