using System.Net.Mime;
using System.Text.Json;
using System.Text.Unicode;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>Dead letters as JSON. They are never cached, since the state of a dead letter changes.</summary>
internal sealed class DeadLetterJson(int status, Action<Utf8JsonWriter> write) : IResult
{
    private const int SegmentBytes = 16 * 1024;

    public static DeadLetterJson Of(DeadLetterRecord record, int status = StatusCodes.Status200OK) => new(status, json =>
    {
        json.WriteStartObject();
        WriteFields(json, record);
        json.WriteEndObject();
    });

    public static DeadLetterJson Of(DeadLetterRecord record, byte[] body) => new(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        WriteFields(json, record);
        var isText = Utf8.IsValid(body);
        json.WriteString("bodyEncoding", isText ? "utf-8" : "base64");
        json.WritePropertyName("body");
        WriteBody(json, body, isText);
        json.WriteEndObject();
    });

    public static DeadLetterJson Of(DeadLetterPage page, string? nextLink) => new(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("value");
        foreach (var record in page.Records)
        {
            json.WriteStartObject();
            WriteFields(json, record);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteIfGiven(json, "nextLink", nextLink);
        json.WriteEndObject();
    });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = MediaTypeNames.Application.Json;
        httpContext.Response.Headers.CacheControl = "no-store";
        await using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, ResponseJson.Options))
            write(json);
        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>Written in segments, since a text of 16 MiB needs six times as much in one piece when all of it is escaped.</summary>
    private static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> body, bool isText)
    {
        while (true)
        {
            var isFinal = body.Length <= SegmentBytes;
            var segment = isFinal ? body : body[..SegmentBytes];
            if (isText)
                json.WriteStringValueSegment(segment, isFinal);
            else
                json.WriteBase64StringSegment(segment, isFinal);
            if (isFinal)
                return;
            body = body[SegmentBytes..];
        }
    }

    private static void WriteFields(Utf8JsonWriter json, DeadLetterRecord record)
    {
        json.WriteString("id", record.Key.Id);
        json.WriteString("state", record.State.ToString());
        json.WriteStartArray("reasons");
        foreach (var reason in record.Reasons.Split(','))
            json.WriteStringValue(reason);
        json.WriteEndArray();
        WriteJson(json, "faults", record.Faults);
        json.WriteString("stage", record.Stage);
        json.WriteString("partitionId", record.PartitionId);
        WriteIfGiven(json, "offset", record.Offset);
        if (record.SequenceNumber is { } sequenceNumber)
            json.WriteNumber("sequenceNumber", sequenceNumber);
        json.WriteNumber("eventIndex", record.EventIndex);
        json.WriteString("enqueuedAt", record.EnqueuedAt.UtcDateTime);
        json.WriteString("recordedAt", record.RecordedAt.UtcDateTime);
        json.WriteNumber("attempts", record.Attempts);
        WriteIfGiven(json, "source", record.Source);
        WriteIfGiven(json, "schema", record.Schema);
        WriteIfGiven(json, "contentType", record.ContentType);
        WriteJson(json, "properties", record.Properties);
        json.WriteNumber("bodyLength", record.BodyLength);
        if (record.ReplayId is not null)
        {
            json.WriteString("replayId", record.ReplayId);
            WriteIfGiven(json, "replayedAt", record.ReplayedAt);
            json.WriteStartArray("replayedEventIds");
            foreach (var key in record.ReplayedEventIds)
                json.WriteStringValue(StoredEvents.IdOf(key));
            json.WriteEndArray();
        }

        WriteIfGiven(json, "discardedAt", record.DiscardedAt);
        WriteIfGiven(json, "discardedBy", record.DiscardedBy);
        WriteIfGiven(json, "note", record.Note);
    }

    private static void WriteIfGiven(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static void WriteIfGiven(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } given)
            json.WriteString(name, given.UtcDateTime);
    }

    /// <summary>A column of JSON, as JSON. One that had to be cut is no JSON any more, and goes out as text.</summary>
    private static void WriteJson(Utf8JsonWriter json, string name, string column)
    {
        try
        {
            using var document = JsonDocument.Parse(column);
            json.WritePropertyName(name);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteString(name, column);
        }
    }
}
