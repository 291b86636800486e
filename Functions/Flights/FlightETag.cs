using System.Data;
using System.Globalization;
using System.Text;
using LatamFunctions.Responses;

namespace LatamFunctions.Flights;

/// <summary>The ETag of a flight's state: another event, another ETag.</summary>
internal static class FlightETag
{
    public static string Of(IDataRecord row) =>
        Of(row.GetString(row.GetOrdinal("EventId")), (DateTime)row.GetValue(row.GetOrdinal("OccurredAt")));

    private static string Of(string eventId, DateTime occurredAt) =>
        $"\"{RenderedResponse.Hash(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{occurredAt.Ticks}|{eventId}")))}\"";
}
