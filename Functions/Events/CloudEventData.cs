using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>
/// Reads the data of CloudEvents whose data is not a JSON object in the envelope. The data is outside the envelope in binary mode, or in
/// <c>data_base64</c> (CloudEvents 1.0, JSON event format §3.1), which SDKs write for binary data.
/// </summary>
internal static class CloudEventData
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// Checks whether <paramref name="data"/> is exactly one JSON value. Any other text could close the enclosing envelope.
    /// </summary>
    /// <returns>The error; <c>null</c> if the data is valid.</returns>
    public static ValidationError? Check(string field, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return null;
        if (data.Length > FlightEventReader.MaxEventBytes)
        {
            return new ValidationError(
                field, EventRule.Size, $"has {data.Length} bytes; the maximum per event is {FlightEventReader.MaxEventBytes}");
        }

        var reader = new Utf8JsonReader(data, ReaderOptions);
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException)
        {
            return new ValidationError(
                field, EventRule.Malformed, $"must be one JSON object: {MalformedJson.Describe(data, (int)reader.BytesConsumed)}");
        }
    }

    /// <summary>Inserts the decoded data at the start of the event: <c>{"data":{…},"specversion":…,"data_base64":null,…}</c>.</summary>
    /// <param name="json">A structured CloudEvent without <c>data</c>.</param>
    /// <param name="base64">The string value of <c>data_base64</c>.</param>
    /// <param name="inlined">The event with its data as a JSON object.</param>
    /// <returns>The error; <c>null</c> if the data is valid.</returns>
    public static ValidationError? Inline(ReadOnlySpan<byte> json, JsonSlice base64, out byte[] inlined)
    {
        inlined = [];
        var text = base64.BytesIn(json).ToArray();
        var length = base64.IsEscaped ? JsonText.Unescape(base64.BytesIn(json), text) : text.Length;
        if (Base64.DecodeFromUtf8InPlace(text.AsSpan(0, length), out var decoded) != OperationStatus.Done)
            return new ValidationError("data_base64", EventRule.Format, "must be base64 (RFC 4648 §4, with padding)");

        var data = text.AsSpan(0, decoded);
        if (data.StartsWith("\uFEFF"u8))
            data = data[3..];
        if (data.IsEmpty)
            return new ValidationError("data_base64", EventRule.Required, "must not be empty");
        if (Check("data_base64", data) is { } error)
            return error;

        var before = json[1..(base64.Start - 1)];
        var after = json[(base64.Start + base64.Length + 1)..];
        inlined = [.. "{\"data\":"u8, .. data, (byte)',', .. before, .. "null"u8, .. after];
        return null;
    }
}
