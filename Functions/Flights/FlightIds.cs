using LatamFunctions.Events;
using LatamFunctions.Kusto;

namespace LatamFunctions.Flights;

/// <summary>
/// Finds the id under which a flight is stored. Callers can use a derived id that contains other codes for its airline and airport, that
/// contains leading zeros, or that has the older form, with the destination and the UTC date.
/// </summary>
public sealed class FlightIds(KustoClient kusto)
{
    /// <returns>
    /// The stored id. If the flight is not stored, the result is the id in the current form. An id in the older form is returned unchanged
    /// because its operating date is unknown.
    /// </returns>
    internal async ValueTask<string> ResolveAsync(string flightId, CancellationToken cancellationToken)
    {
        if (!DerivedFlightId.TryParse(flightId, out var id) || (id.Destination.IsEmpty && id.ToString() == flightId))
            return flightId;

        using var rows = await kusto.ExecuteAsync(FlightQueries.Resolve(flightId, id), cancellationToken);
        return rows.HasRow ? rows.Reader.GetString(0) : id.Destination.IsEmpty ? id.ToString() : flightId;
    }
}
