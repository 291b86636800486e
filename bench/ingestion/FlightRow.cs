using System.Text.Json;

namespace IngestionBenchmark;

/// <summary>The columns of FlightEvents (kusto/schema.kql), as an object to serialize.</summary>
internal sealed record FlightRow
{
    public required string EventId { get; init; }

    public required string FlightId { get; init; }

    public required string EventType { get; init; }

    public required DateTime OccurredAt { get; init; }

    public string? Source { get; init; }

    public string? DataSchema { get; init; }

    public string? Airline { get; init; }

    public string? FlightNumber { get; init; }

    public required string Origin { get; init; }

    public required string Destination { get; init; }

    public required DateTime ScheduledDeparture { get; init; }

    public DateTime? ScheduledArrival { get; init; }

    public DateTime? EstimatedDeparture { get; init; }

    public DateTime? EstimatedArrival { get; init; }

    public DateTime? ActualDeparture { get; init; }

    public DateTime? ActualArrival { get; init; }

    public string? Status { get; init; }

    public int? DelayMinutes { get; init; }

    public double? DistanceKm { get; init; }

    public string? Aircraft { get; init; }

    public required string OperatingDate { get; init; }

    public Dictionary<string, JsonElement>? Extra { get; init; }

    public Dictionary<string, JsonElement>? Envelope { get; init; }

    public required string PartitionId { get; init; }

    public required long SequenceNumber { get; init; }

    public required DateTime EnqueuedAt { get; init; }

    public required DateTime IngestedAt { get; init; }

    public required string Version { get; init; }
}
