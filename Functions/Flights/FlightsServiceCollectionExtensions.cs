using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Flights;

internal static class FlightsServiceCollectionExtensions
{
    public static IServiceCollection AddFlights(this IServiceCollection services)
    {
        services.AddOptions<FlightChangeOptions>()
            .BindConfiguration(FlightChangeOptions.Section)
            .Validate(options => options.SettleTime >= TimeSpan.Zero, "The setting Changes__SettleTime must be 00:00:00 or more.")
            .ValidateOnStart();
        return services.AddSingleton<FlightIds>();
    }
}
