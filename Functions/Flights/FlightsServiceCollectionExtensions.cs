using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Flights;

internal static class FlightsServiceCollectionExtensions
{
    public static IServiceCollection AddFlights(this IServiceCollection services) => services.AddSingleton<FlightIds>();
}
