using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalStack.Tests.HttpApi;

/// <summary>The properties of a flight that an event contains. Null values are omitted.</summary>
internal sealed record FlightFacts(string FlightId, string Origin, string Destination, string ScheduledDeparture)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string? EventId { get; init; }

    public string EventType { get; init; } = "FlightDeparted";

    public string OccurredAt { get; init; } = "2024-05-01T10:00:00Z";

    public string? Airline { get; init; }

    public string? FlightNumber { get; init; }

    public int? DelayMinutes { get; init; }

    public string? Status { get; init; }

    public string? Aircraft { get; init; }

    /// <summary>A property without a column, which is stored in extra.</summary>
    public object? Gate { get; init; }

    /// <summary>Returns the event as JSON. Without an event id, the flight's id is used.</summary>
    public string ToEvent() => JsonSerializer.Serialize(this with { EventId = EventId ?? FlightId }, Json);
}
