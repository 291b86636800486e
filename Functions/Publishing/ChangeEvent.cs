using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Events;

namespace LatamFunctions.Publishing;

/// <summary>
/// Creates the event that a PUT, PATCH or DELETE request publishes. The event is a CloudEvent, so that a flight property, such as a member
/// of <c>extra</c> named <c>source</c>, cannot be mistaken for an event property.
/// </summary>
internal static class ChangeEvent
{
    public const string FlightId = "flightId";

    /// <summary>The CloudEvents source of all changes.</summary>
    public const string Source = "/api/flights";

    private const string Id = "id";
    private const string Data = "data";

    /// <summary>The properties in a CloudEvent's data that describe the event and not the flight.</summary>
    public static readonly IReadOnlyList<string> OwnProperties = ["eventId", "eventType", "occurredAt", FlightId, ClearedProperties.Name];

    /// <param name="id">The id of the event.</param>
    /// <param name="occurredAt">The time of the event (UTC).</param>
    /// <param name="properties">The properties that the event contains.</param>
    public static byte[] Create(string id, string eventType, DateTime occurredAt, string flightId, JsonObject properties)
    {
        properties.Insert(0, FlightId, flightId);
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["specversion"] = "1.0",
            [Id] = id,
            ["source"] = Source,
            ["type"] = eventType,
            ["time"] = occurredAt,
            [Data] = properties,
        });
    }

    /// <summary>Parses an event that <see cref="Create"/> has created.</summary>
    public static FlightEventMessage Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return new FlightEventMessage(
            document.RootElement.GetProperty(Id).GetString()!,
            document.RootElement.GetProperty(Data).GetProperty(FlightId).GetString()!,
            json)
        {
            Source = Source,
        };
    }
}
