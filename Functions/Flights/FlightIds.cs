using LatamFunctions.Events;
using LatamFunctions.Kusto;

namespace LatamFunctions.Flights;

/// <summary>
/// Finds the id under which a flight is stored. Callers may use a derived id with other codes of its airline and airport, with leading
/// zeros, or in the older form, with the destination and the UTC date.
/// </summary>
public sealed class FlightIds(KustoClient kusto)
{
    /// <returns>
    /// The stored id. If there is no such flight, the id in the form in which its events will have it; an id in the older form is returned
    /// unchanged, since its operating date is unknown.
    /// </returns>
    internal async ValueTask<string> ResolveAsync(string flightId, CancellationToken cancellationToken)
    {
        if (!DerivedFlightId.TryParse(flightId, out var id) || (id.Destination.IsEmpty && id.ToString() == flightId))
            return flightId;

        using var rows = await kusto.ExecuteAsync(FlightQueries.Resolve(flightId, id), cancellationToken);
        return rows.HasRow ? rows.Reader.GetString(0) : id.Destination.IsEmpty ? id.ToString() : flightId;
    }
}
