using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;

namespace LatamFunctions.Tests.Support;

/// <summary>Sample flight events from publishers.</summary>
internal static class SampleEvents
{
    /// <summary>The current time in tests, shortly after the time of the sample event.</summary>
    public static readonly DateTimeOffset Now = new(2024, 5, 1, 10, 36, 0, TimeSpan.Zero);

    public const string Departed =
        "{\"eventId\":\"e-1\",\"eventType\":\"FlightDeparted\",\"occurredAt\":\"2024-05-01T10:35:12Z\","
        + "\"airline\":\"LA\",\"flightNumber\":\"805\",\"origin\":\"SCL\",\"destination\":\"LIM\","
        + "\"scheduledDeparture\":\"2024-05-01T10:20:00Z\",\"actualDeparture\":\"2024-05-01T10:33:00Z\","
        + "\"delayMinutes\":13,\"distanceKm\":2453.4,\"aircraft\":\"A320\",\"gate\":\"12B\"}";

    public const string Minimal =
        "{\"eventId\":\"e-2\",\"eventType\":\"FlightScheduled\",\"occurredAt\":\"2024-05-01T08:00:00Z\","
        + "\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}";

    /// <summary>
    /// Returns <see cref="Minimal"/> with one property set to raw JSON, or without the property if <paramref name="json"/> is <c>null</c>.
    /// </summary>
    public static string With(string property, string? json)
    {
        var copy = JsonNode.Parse(Minimal)!.AsObject();
        copy.Remove(property);
        var text = copy.ToJsonString();
        return json is null ? text : $"{text[..^1]},\"{property}\":{json}}}";
    }

    public static string WithId(string eventId) => With("eventId", $"\"{eventId}\"");

    /// <summary>Returns the end of the column Version for an event whose id consists of a prefix and, usually, a number.</summary>
    public static string EndOfVersion(string prefix, int? number, string source = "")
    {
        var sourceHash = (long)XxHash3.HashToUInt64(Bytes(source));
        var hash = XxHash3.HashToUInt64(Bytes(prefix), number is null ? sourceHash : ~sourceHash);
        return $"{hash >> 16:x12}/{number.GetValueOrDefault():D10}";
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
