using LatamFunctions.DataExplorer;
using LatamFunctions.DeadLetters;
using LatamFunctions.Flights;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Health;

internal sealed class KustoHealthCheck(KustoQueries kusto) : IHealthCheck
{
    public string Name => "kusto";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var rows = await kusto.AskAsync(FlightQueries.Check, cancellationToken);
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
