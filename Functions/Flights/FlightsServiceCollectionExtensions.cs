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
        services.AddOptions<ExportOptions>()
            .BindConfiguration(ExportOptions.Section)
            .Validate(options => options.MaxConcurrent > 0, "The setting Exports__MaxConcurrent must be 1 or more.")
            .ValidateOnStart();
        return services
            .AddSingleton<ExportSlots>()
            .AddSingleton<KustoQueries>()
            .AddSingleton<Freshness>()
            .AddSingleton<AnswerCache>()
            .AddSingleton<FlightAnswers>();
    }
}
