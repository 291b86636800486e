using System.Data;
using System.Text;
using LatamFunctions.Responses;

namespace LatamFunctions.Flights;

/// <summary>
/// The ETag of a flight's state. It is computed from the Versions of all properties, not of the newest event alone: an event that arrives
/// late may state a property that the newer events do not mention.
/// </summary>
internal static class FlightETag
{
    /// <param name="row">A row of GetFlight() of kusto/schema.kql.</param>
    public static string From(IDataRecord row) =>
        $"\"{RenderedResponse.Hash(Encoding.UTF8.GetBytes(row.GetString(row.GetOrdinal("StateVersion"))))}\"";
}
