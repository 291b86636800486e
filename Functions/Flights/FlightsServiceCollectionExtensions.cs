using LatamFunctions.Answers;
using LatamFunctions.DataExplorer;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Flights;

internal static class FlightsServiceCollectionExtensions
{
    /// <summary>What the questions about flights are answered with.</summary>
    public static IServiceCollection AddFlights(this IServiceCollection services)
    {
        services.AddOptions<AnswerCacheOptions>().BindConfiguration(AnswerCacheOptions.Section);
        return services.AddSingleton<KustoQueries>().AddSingleton<Freshness>().AddSingleton<AnswerCache>().AddSingleton<FlightAnswers>();
    }
}
