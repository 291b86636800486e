using System.Data;
using System.Text;
using LatamFunctions.Responses;

namespace LatamFunctions.Flights;

/// <summary>
/// The ETag of a flight's state. The ETag depends on the versions of all properties, not only on the newest event, because an event that
/// arrives late can contain a property that newer events omit.
/// </summary>
internal static class FlightETag
{
    /// <param name="row">A row that <c>GetFlight()</c> in kusto/schema.kql returns.</param>
    public static string From(IDataRecord row) =>
        $"\"{RenderedResponse.Hash(Encoding.UTF8.GetBytes(row.GetString(row.GetOrdinal("StateVersion"))))}\"";
}
