using LatamFunctions.Http;
using LatamFunctions.Ingestion;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Publishing;

/// <summary>The body of a publishing request: which forms are taken, and how much of them.</summary>
internal static class EventRequest
{
    public const int MaxEvents = 1000;

    /// <summary>Of the headers that carry a CloudEvent's attributes in binary mode.</summary>
    private const string CloudEventPrefix = "ce-";

    public static readonly IReadOnlyList<string> MediaTypes =
    [
        "application/json",
        "application/x-ndjson",
        "application/jsonl",
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
    ];

    /// <summary>Reads and unpacks the body.</summary>
    /// <returns>The body, or the problem with it.</returns>
    public static async Task<(ReadOnlyMemory<byte> Body, Problem? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsKnownMediaType(request.ContentType))
        {
            return Refuse(
                ErrorCodes.UnsupportedMediaType,
                $"Content-Type must be one of {string.Join(", ", MediaTypes)}.");
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        if (!MessageBody.IsKnown(encoding))
        {
            return Refuse(
                ErrorCodes.UnsupportedContentEncoding,
                "Content-Encoding must be gzip or absent.");
        }

        if (request.ContentLength > MessageBody.MaxUnpackedBytes || await ReadBodyAsync(request, cancellationToken) is not { } packed)
            return TooLarge();

        if (MessageBody.TryUnpack(packed, encoding, out var body, out var fault)
            && (!request.Headers.ContainsKey($"{CloudEventPrefix}specversion")
                || BinaryCloudEvent.TryWrap(CloudEventAttributes(request.Headers), body.Span, out body, out fault)))
        {
            return (body, null);
        }

        return fault!.Rule == FaultRule.Size
            ? TooLarge()
            : Refuse(ErrorCodes.InvalidEvents, $"The body cannot be read: {fault.Detail}.");
    }

    /// <summary>HTTP binding of CloudEvents 1.0, §3.1.3.2: header values are percent-encoded.</summary>
    private static IEnumerable<KeyValuePair<string, object?>> CloudEventAttributes(IHeaderDictionary headers) =>
        from header in headers
        where header.Key.StartsWith(CloudEventPrefix, StringComparison.OrdinalIgnoreCase)
        select new KeyValuePair<string, object?>(
            header.Key[CloudEventPrefix.Length..].ToLowerInvariant(), Uri.UnescapeDataString(header.Value.ToString()));

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            body.Write(chunk, 0, read);
            if (body.Length > MessageBody.MaxUnpackedBytes)
                return null;
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>A client that does not say what it sends is taken to send JSON.</summary>
    private static bool IsKnownMediaType(string? contentType) =>
        string.IsNullOrEmpty(contentType)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && MediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase));

    private static (ReadOnlyMemory<byte>, Problem) TooLarge() => Refuse(
        ErrorCodes.ContentTooLarge,
        $"A request may have {MessageBody.MaxUnpackedBytes} bytes, unpacked too. Send fewer events at once.");

    private static (ReadOnlyMemory<byte>, Problem) Refuse(ErrorCode code, string detail) =>
        (default, new Problem(code, detail));
}
