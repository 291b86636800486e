using System.Text.Json;
using System.Text.Unicode;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>Creates JSON responses with dead letters. The responses are not cacheable because the state of a dead letter changes.</summary>
internal static class DeadLetterJson
{
    private const int SegmentBytes = 16 * 1024;

    public static JsonResponse From(DeadLetterRecord record, int status = StatusCodes.Status200OK) => new(status, json =>
    {
        json.WriteStartObject();
        WriteFields(json, record);
        json.WriteEndObject();
    });

    public static JsonResponse From(DeadLetterRecord record, byte[] body) => new(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        WriteFields(json, record);
        var isText = Utf8.IsValid(body);
        json.WriteString("bodyEncoding", isText ? "utf-8" : "base64");
        json.WritePropertyName("body");
        WriteBody(json, body, isText);
        json.WriteEndObject();
    });

    public static JsonResponse From(DeadLetterPage page, string? nextLink) => new(StatusCodes.Status200OK, json =>
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
        if (nextLink is not null)
            json.WriteString("nextLink", nextLink);
        json.WriteEndObject();
    });

    /// <summary>Writes the body in segments, because escaping a string of 16 MiB could require a buffer of six times its size.</summary>
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
        foreach (var field in DeadLetterFields.All)
            field.Write(json, record.Entity);
    }
}
