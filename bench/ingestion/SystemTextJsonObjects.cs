using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace IngestionBenchmark;

/// <summary>
/// The usual implementation. It deserializes an event to a record, converts the record to a row and serializes the row. The serializer
/// validates only types and the presence of required members.
/// </summary>
internal sealed class SystemTextJsonObjects : Candidate, IDisposable
{
    private readonly ArrayBufferWriter<byte> _rows = new();
    private readonly Utf8JsonWriter _writer;

    public SystemTextJsonObjects() => _writer = new Utf8JsonWriter(_rows);

    public override string Name => "System.Text.Json, objects and back (no checks)";

    public override int RowBytes => _rows.WrittenCount;

    public override void StartBatch() => _rows.ResetWrittenCount();

    public override byte[] CopyRows() => _rows.WrittenSpan.ToArray();

    public override int Process(ReadOnlyMemory<byte> message, Shape shape)
    {
        var json = message.Span;
        switch (shape)
        {
            case Shape.CloudEvent:
                Write(RowOf(Deserialized(JsonSerializer.Deserialize(json, MessageContext.Default.CloudEventMessage))));
                return 1;
            case Shape.Lines:
                var events = 0;
                foreach (var line in json.Split((byte)'\n'))
                {
                    WriteEvent(json[line]);
                    events++;
                }

                return events;
            default:
                WriteEvent(json);
                return 1;
        }
    }

    public void Dispose() => _writer.Dispose();

    private static T Deserialized<T>(T? value)
        where T : class => value ?? throw new JsonException("The value is null, which is not an event.");

    private static FlightRow RowOf(CloudEventMessage envelope)
    {
        var occurredAt = (envelope.Data.OccurredAt ?? envelope.Time).GetValueOrDefault().UtcDateTime;
        var eventId = envelope.Id;
        var eventType = envelope.Data.EventType ?? envelope.Type[(envelope.Type.LastIndexOf('.') + 1)..];
        return RowOf(envelope.Data, envelope.Data.Others) with
        {
            Envelope = envelope.Others,
            EventId = eventId,
            EventType = eventType,
            OccurredAt = occurredAt,
            Version = VersionOf(occurredAt, eventType, envelope.Source, eventId),
            Source = envelope.Source,
            DataSchema = envelope.DataSchema,
        };
    }

    private static FlightRow RowOf(FlightMessage message, Dictionary<string, JsonElement>? extra) =>
        RowOf(message, LocalDates.Get(message.Origin, message.ScheduledDeparture), extra);

    private static FlightRow RowOf(FlightMessage message, DateTime operatingDate, Dictionary<string, JsonElement>? extra) => new()
    {
        EventId = message.EventId ?? "",
        FlightId = FlightIdOf(message, operatingDate),
        EventType = message.EventType ?? "",
        OccurredAt = message.OccurredAt.GetValueOrDefault().UtcDateTime,
        Source = message.Source,
        DataSchema = message.DataSchema,
        Airline = message.Airline,
        FlightNumber = message.FlightNumber,
        Origin = message.Origin,
        Destination = message.Destination,
        ScheduledDeparture = message.ScheduledDeparture.UtcDateTime,
        ScheduledArrival = message.ScheduledArrival?.UtcDateTime,
        EstimatedDeparture = message.EstimatedDeparture?.UtcDateTime,
        EstimatedArrival = message.EstimatedArrival?.UtcDateTime,
        ActualDeparture = message.ActualDeparture?.UtcDateTime,
        ActualArrival = message.ActualArrival?.UtcDateTime,
        Status = message.Status,
        DelayMinutes = message.DelayMinutes,
        DistanceKm = message.DistanceKm,
        Aircraft = message.Aircraft,
        OperatingDate = operatingDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Extra = extra,
        PartitionId = Position.PartitionId,
        SequenceNumber = Position.SequenceNumber.GetValueOrDefault(),
        EnqueuedAt = Position.EnqueuedAt.UtcDateTime,
        IngestedAt = Now.UtcDateTime,
        Version = message.EventType is { } type
            ? VersionOf(message.OccurredAt.GetValueOrDefault().UtcDateTime, type, message.Source, message.EventId ?? "")
            : "",
    };

    private static string FlightIdOf(FlightMessage message, DateTime operatingDate) => message.FlightId ?? string.Create(
        CultureInfo.InvariantCulture,
        $"{message.Airline}{message.FlightNumber}-{operatingDate:yyyyMMdd}-{message.Origin}");

    private void WriteEvent(ReadOnlySpan<byte> json)
    {
        var message = Deserialized(JsonSerializer.Deserialize(json, MessageContext.Default.FlightMessage));
        Write(RowOf(message, message.Others));
    }

    private void Write(FlightRow row)
    {
        _writer.Reset();
        JsonSerializer.Serialize(_writer, row, RowContext.Default.FlightRow);
        _rows.Write("\n"u8);
    }
}
