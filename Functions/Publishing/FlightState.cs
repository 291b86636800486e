using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using LatamFunctions.Flights;
using LatamFunctions.Kusto;
using LatamFunctions.Responses;

namespace LatamFunctions.Publishing;

/// <summary>A flight as a change finds it.</summary>
/// <param name="Json">The flight as GET returns it.</param>
/// <param name="ETag">The ETag that GET returns.</param>
/// <param name="LatestTime">The time at which the latest event occurred.</param>
/// <param name="Derived">The properties whose values GET derives from others, if there are any: no event states them.</param>
internal sealed record FlightState(JsonObject Json, string ETag, DateTime LatestTime, IReadOnlyList<string> Derived)
{
    /// <returns>Null if the flight does not exist.</returns>
    public static async Task<FlightState?> ReadAsync(KustoClient kusto, string flightId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Get(flightId), cancellationToken);
        if (!rows.HasRow)
            return null;

        var row = rows.Reader;
        var bytes = new ArrayBufferWriter<byte>(1024);
        new JsonRowWriter(FlightColumns.OfFlight, row, bytes).WriteSingle(row);
        return new FlightState(
            JsonNode.Parse(bytes.WrittenSpan)!.AsObject(),
            FlightETag.Of(row),
            TimeOf(row.GetString(row.GetOrdinal("Version"))),
            row.GetString(row.GetOrdinal("Derived")).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A Version begins with the time in full precision.</summary>
    private static DateTime TimeOf(string version) =>
        DateTime.Parse(version[..version.IndexOf('/')], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
