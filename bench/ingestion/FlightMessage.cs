using System.Text.Json;
using System.Text.Json.Serialization;

namespace IngestionBenchmark;

/// <summary>The object into which System.Text.Json deserializes a flight event.</summary>
internal sealed record FlightMessage
{
    public string? EventId { get; init; }

    public string? EventType { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    public string? Source { get; init; }

    public string? DataSchema { get; init; }

    public string? FlightId { get; init; }

    public string? Airline { get; init; }

    public string? FlightNumber { get; init; }

    public required string Origin { get; init; }

    public required string Destination { get; init; }

    public required DateTimeOffset ScheduledDeparture { get; init; }

    public DateTimeOffset? ScheduledArrival { get; init; }

    public DateTimeOffset? EstimatedDeparture { get; init; }

    public DateTimeOffset? EstimatedArrival { get; init; }

    public DateTimeOffset? ActualDeparture { get; init; }

    public DateTimeOffset? ActualArrival { get; init; }

    public string? Status { get; init; }

    public int? DelayMinutes { get; init; }

    public double? DistanceKm { get; init; }

    public string? Aircraft { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>A CloudEvents 1.0 envelope with a flight event.</summary>
internal sealed record CloudEventMessage
{
    [JsonPropertyName("specversion")]
    public required string SpecVersion { get; init; }

    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Type { get; init; }

    public DateTimeOffset? Time { get; init; }

    [JsonPropertyName("dataschema")]
    public string? DataSchema { get; init; }

    public required FlightMessage Data { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
