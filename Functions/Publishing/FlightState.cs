using System.Buffers;
using System.Text.Json.Nodes;
using LatamFunctions.Flights;
using LatamFunctions.Kusto;
using LatamFunctions.Responses;

namespace LatamFunctions.Publishing;

/// <summary>A flight as a correction finds it.</summary>
/// <param name="Json">The flight as GET returns it.</param>
/// <param name="ETag">The ETag that GET returns.</param>
/// <param name="LatestTime">The time at which the latest event occurred.</param>
/// <param name="Derived">The properties whose values GET derives from others, if there are any: no event contains them.</param>
internal sealed record FlightState(JsonObject Json, string ETag, DateTime LatestTime, IReadOnlyList<string> Derived)
    : FlightVersion(ETag, LatestTime)
{
    /// <returns>Null if the flight does not exist.</returns>
    public static new async Task<FlightState?> ReadAsync(KustoClient kusto, string flightId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Get(flightId), cancellationToken);
        if (!rows.HasRow)
            return null;

        var row = rows.Reader;
        var bytes = new ArrayBufferWriter<byte>(1024);
        new JsonRowWriter(FlightColumns.OfFlight, row, bytes).WriteSingle(row);
        return new FlightState(
            JsonNode.Parse(bytes.WrittenSpan)!.AsObject(),
            FlightETag.From(row),
            LatestTimeOf(row),
            row.GetString(row.GetOrdinal("Derived")).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
