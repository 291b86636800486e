using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace IngestionBenchmark;

/// <summary>
/// The usual implementation in older functions, which parses an event to a JObject, copies the properties to another JObject and serializes
/// the copy, without validation.
/// </summary>
internal sealed class NewtonsoftJObjects : Candidate, IDisposable
{
    private static readonly string[] Columns =
    [
        "Source", "DataSchema", "Airline", "FlightNumber", "Origin", "Destination", "ScheduledDeparture", "ScheduledArrival",
        "EstimatedDeparture", "EstimatedArrival", "ActualDeparture", "ActualArrival", "Status", "DelayMinutes", "DistanceKm", "Aircraft",
    ];

    private static readonly (string Column, string Property)[] Properties =
        [.. Columns.Select(column => (column, char.ToLowerInvariant(column[0]) + column[1..]))];

    private readonly MemoryStream _rows = new();
    private readonly StreamWriter _text;

    public NewtonsoftJObjects() =>
        _text = new StreamWriter(_rows, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };

    public override string Name => "Newtonsoft.Json JObject and back (no checks)";

    public override int RowBytes => (int)_rows.Length;

    public override void StartBatch() => _rows.SetLength(0);

    public override byte[] CopyRows() => _rows.ToArray();

    public override int Process(ReadOnlyMemory<byte> message, Shape shape)
    {
        using var text = new StringReader(Encoding.UTF8.GetString(message.Span));
        using var reader = new JsonTextReader(text) { SupportMultipleContent = true, DateTimeZoneHandling = DateTimeZoneHandling.Utc };
        var events = 0;
        while (reader.Read())
        {
            var json = JObject.Load(reader);
            Write(shape == Shape.CloudEvent ? RowOfCloudEvent(json) : RowOf(json));
            events++;
        }

        _text.Flush();
        return events;
    }

    public void Dispose()
    {
        _text.Dispose();
        _rows.Dispose();
    }

    private static JObject RowOfCloudEvent(JObject envelope)
    {
        var message = Take(envelope, "data") as JObject ?? throw new JsonException("The envelope contains no event.");
        message["eventId"] = Take(envelope, "id");
        message["occurredAt"] ??= Take(envelope, "time");
        message["source"] = Take(envelope, "source");
        message["dataSchema"] = Take(envelope, "dataschema");
        Take(envelope, "specversion");
        if (message["eventType"] is null && Take(envelope, "type") is { } type)
            message["eventType"] = ((string?)type)?.Split('.')[^1];
        var row = RowOf(message);
        if (envelope.HasValues)
            row["Envelope"] = envelope;
        return row;
    }

    private static JObject RowOf(JObject message)
    {
        var scheduled = (DateTime?)message["scheduledDeparture"];
        var operatingDate = LocalDates.Get((string?)message["origin"] ?? "", scheduled.GetValueOrDefault());
        var row = new JObject
        {
            ["EventId"] = Take(message, "eventId"),
            ["FlightId"] = Take(message, "flightId") ?? FlightIdOf(message, operatingDate),
            ["EventType"] = Take(message, "eventType"),
            ["OccurredAt"] = Take(message, "occurredAt"),
        };
        foreach (var (column, property) in Properties)
        {
            if (Take(message, property) is { } value)
                row[column] = value;
        }

        row["OperatingDate"] = operatingDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (message.HasValues)
            row["Extra"] = message;
        row["PartitionId"] = Position.PartitionId;
        row["SequenceNumber"] = Position.SequenceNumber;
        row["EnqueuedAt"] = Position.EnqueuedAt.UtcDateTime;
        row["IngestedAt"] = Now.UtcDateTime;
        row["Version"] = VersionOf(
            ((DateTime?)row["OccurredAt"]).GetValueOrDefault(), (string?)row["EventType"] ?? "",
            (string?)row["Source"], (string?)row["EventId"] ?? "");
        return row;
    }

    private static string FlightIdOf(JObject message, DateTime operatingDate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message["airline"]}{message["flightNumber"]}-{operatingDate:yyyyMMdd}-{message["origin"]}");

    /// <summary>
    /// Detaches a value from its parent, because a value with a parent would be cloned. A null value is treated as absent.
    /// </summary>
    private static JToken? Take(JObject json, string property)
    {
        if (json.Property(property, StringComparison.Ordinal) is not { } taken)
            return null;

        taken.Remove();
        var value = taken.Value;
        taken.Value = JValue.CreateNull();
        return value.Type == JTokenType.Null ? null : value;
    }

    private void Write(JObject row)
    {
        using var json = new JsonTextWriter(_text) { CloseOutput = false, Formatting = Formatting.None };
        row.WriteTo(json);
        _text.WriteLine();
    }
}
