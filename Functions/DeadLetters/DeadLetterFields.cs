using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The definitions of all dead letter fields. The table's columns, the response properties and the schema are derived from this list.
/// <see cref="DeadLetterRecord"/> has a property for each field that the app uses.
/// </summary>
internal static class DeadLetterFields
{
    private const char BetweenReasons = ',';

    /// <summary>Separates ids. Ids contain no control characters, because events with such ids are rejected.</summary>
    private const char BetweenIds = '\n';

    /// <summary>All fields, in the order in which responses contain them.</summary>
    public static readonly IReadOnlyList<DeadLetterField> All =
    [
        new(
            nameof(DeadLetterRecord.State),
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Enum.GetNames<DeadLetterState>().Select(name => JsonValue.Create(name))],
            })
        {
            Example = "\"Open\"",
            IsRequired = true,
            Default = nameof(DeadLetterState.Open),
        },
        new(nameof(DeadLetterRecord.Reasons), ListOf("A rule that the event violates."))
        {
            Example = "[\"Required\"]",
            IsRequired = true,
            Stored = deadLetter => string.Join(BetweenReasons, deadLetter.Reasons),
            WriteText = (json, text) => WriteList(json, text.Split(BetweenReasons)),
        },
        new(
            nameof(DeadLetterRecord.Faults),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Array | JsonSchemaType.String,
                Items = new OpenApiSchema { Type = JsonSchemaType.Object },
                Description = "The validation errors with field, rule and detail; a string if they were truncated.",
            })
        {
            Example = """[{"field":"origin","rule":"Required","detail":"is required"}]""",
            Stored = deadLetter => DeadLetterEntities.Truncate(DeadLetterEntities.ErrorsJson(deadLetter.Errors)),
            WriteText = WriteJson,
        },
        new(nameof(DeadLetterRecord.Stage), Schemas.Text("The stage at which the event was rejected."))
        {
            Example = "\"Checked\"",
            IsRequired = true,
            Stored = deadLetter => deadLetter.Stage.ToString(),
        },
        new(nameof(DeadLetterRecord.PartitionId), Schemas.Text("Event Hubs partition."))
        {
            Example = "\"0\"",
            IsRequired = true,
            Stored = deadLetter => DeadLetterEntities.Truncate(deadLetter.Position.PartitionId),
        },
        new(nameof(DeadLetterRecord.Offset), Schemas.Text("Event Hubs offset."))
        {
            Example = "\"81920\"",
            IsFromPublisher = true,
            Stored = deadLetter => DeadLetterEntities.Truncate(deadLetter.Position.Offset ?? ""),
        },
        new(nameof(DeadLetterRecord.SequenceNumber), Schemas.Integer("Event Hubs sequence number."))
        {
            Example = "4711",
            Stored = deadLetter => deadLetter.Position.SequenceNumber,
        },
        new(
            nameof(DeadLetterRecord.EventIndex),
            Schemas.Integer("The index of the event in the message, from 0; 0 for a dead letter of the whole message."))
        {
            Example = "0",
            IsRequired = true,
            Stored = deadLetter => deadLetter.EventIndex,
            Default = 0,
        },
        new(nameof(DeadLetterRecord.EnqueuedAt), Schemas.Time("The time at which the Event Hub accepted the message."))
        {
            Example = "\"2026-11-20T18:58:01.25Z\"",
            IsRequired = true,
            Stored = deadLetter => DeadLetterEntities.TableTime(deadLetter.Position.EnqueuedAt),
        },
        new("RecordedAt", Schemas.Time("The time at which the dead letter was written."))
        {
            Example = "\"2026-11-20T18:58:01.4Z\"",
            IsRequired = true,
            Stored = deadLetter => DeadLetterEntities.TableTime(deadLetter.RecordedAt),
        },
        new(nameof(DeadLetterRecord.Attempts), Schemas.Integer("The number of attempts to process the message."))
        {
            Example = "1",
            Stored = deadLetter => deadLetter.Attempts,
            Default = 1,
        },
        new(
            nameof(DeadLetterRecord.Source),
            Schemas.Text("The publisher: source of the event or of its message, up to 512 characters. Absent if none is known."))
        {
            Example = "\"/airlines/LA/ops\"",
            IsFromPublisher = true,
            Stored = deadLetter => DeadLetterEntities.Truncate(deadLetter.Source),
        },
        new(nameof(DeadLetterRecord.Schema), Schemas.Text("The schema declared by the event."))
        {
            IsFromPublisher = true,
            Stored = deadLetter => DeadLetterEntities.Truncate(deadLetter.Schema ?? ""),
        },
        new(nameof(DeadLetterRecord.ContentType), Schemas.Text("The content type of the message."))
        {
            Example = "\"application/json\"",
            IsFromPublisher = true,
            Stored = deadLetter => DeadLetterEntities.Truncate(deadLetter.ContentType ?? ""),
        },
        new(
            nameof(DeadLetterRecord.Properties),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object | JsonSchemaType.String,
                Description = "The application properties of the message; a string if they were truncated.",
            })
        {
            Example = "{}",
            Stored = deadLetter => deadLetter.Properties.Json,
            WriteText = WriteJson,
        },
        new(nameof(DeadLetterRecord.BodyLength), Schemas.Integer("The length of the body in bytes."))
        {
            Example = "120",
            IsRequired = true,
            Stored = deadLetter => deadLetter.Body.Length,
            Default = 0,
        },
        new(nameof(DeadLetterRecord.IsWholeMessage)) { Stored = deadLetter => deadLetter.IsWholeMessage },

        // Only the diagnostics in local/stack read this column.
        new("MessageEvents") { Stored = deadLetter => deadLetter.MessageEvents },
        new(nameof(DeadLetterRecord.ReplayId), Schemas.Text("The id of the latest replay.")),
        new(nameof(DeadLetterRecord.ReplayedAt), Schemas.Time("The time of the latest replay.")),
        new(nameof(DeadLetterRecord.ReplayedEventIds), ListOf("The id of an event that the latest replay published."))
        {
            WriteText = (json, text) => WriteList(json, ReplayedKeys(text).Select(StoredEvents.IdOf)),
        },
        new("DiscardedAt", Schemas.Time("The time at which the dead letter was discarded.")),
        new("DiscardedBy", Schemas.Text("The person who discarded the dead letter.")),
        new(nameof(DeadLetterRecord.Note), Schemas.Text("The reason for discarding the dead letter.")),
    ];

    /// <summary>The columns that a list reads: all columns except the body.</summary>
    public static readonly IReadOnlyList<string> Columns = ["PartitionKey", "RowKey", .. All.Select(field => field.Column)];

    /// <summary>The columns that state changes update.</summary>
    public static readonly IReadOnlyList<string> StateColumns =
        [.. All.Where(field => field.Stored is null).Select(field => field.Column)];

    /// <summary>Joins the keys (<see cref="StoredEvents.KeyOf"/>) of replayed events into the text of a column.</summary>
    public static string ReplayedEventIds(IEnumerable<string> keys) => string.Join(BetweenIds, keys);

    /// <summary>Splits the text that <see cref="ReplayedEventIds"/> returned into keys.</summary>
    public static string[] ReplayedKeys(string? text) => string.IsNullOrEmpty(text) ? [] : text.Split(BetweenIds);

    private static OpenApiSchema ListOf(string description) =>
        new() { Type = JsonSchemaType.Array, Items = Schemas.Text(description) };

    private static void WriteList(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>Writes JSON text as JSON, or as a string if the text was truncated.</summary>
    private static void WriteJson(Utf8JsonWriter json, string text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            json.WriteStringValue(text);
            return;
        }

        using (document)
            document.RootElement.WriteTo(json);
    }
}
