using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Publishing;

/// <summary>The body of a publishing request: which forms are accepted, and how much of them.</summary>
internal static class EventRequest
{
    public const int MaxEvents = 1000;

    /// <summary>Of a body, packed or unpacked.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Of the headers that carry a CloudEvent's attributes in binary mode.</summary>
    private const string CloudEventPrefix = "ce-";

    /// <summary>Reading stops at the first event too many, and counts nothing behind it.</summary>
    public static readonly MessageLimits Limits = new()
    {
        MaxMessageEvents = MaxEvents,
        MaxMessageErrors = int.MaxValue,
        MaxMessageBytes = MaxBytes,
        MaxTalliedErrors = 0,
    };

    public static readonly IReadOnlyList<string> MediaTypes =
    [
        "application/json",
        "application/x-ndjson",
        "application/jsonl",
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
    ];

    /// <summary>What the headers of the request make impossible, or null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">Bytes that the body may have.</param>
    /// <param name="mediaTypes">Media types that it may have.</param>
    public static Problem? ProblemOf(HttpRequest request, int maxBytes, IReadOnlyList<string> mediaTypes)
    {
        if (!IsKnownMediaType(request.ContentType, mediaTypes))
            return new Problem(ErrorCodes.UnsupportedMediaType, $"Content-Type must be one of {string.Join(", ", mediaTypes)}.");
        if (!MessageBody.IsKnown(EncodingOf(request)))
            return new Problem(ErrorCodes.UnsupportedContentEncoding, "Content-Encoding must be gzip or absent.");
        return request.ContentLength > maxBytes ? TooLarge(maxBytes) : null;
    }

    public static string EncodingOf(HttpRequest request) => request.Headers.ContentEncoding.ToString();

    /// <summary>The events' JSON: the body unpacked, and inside an envelope for a binary CloudEvent.</summary>
    public static (ReadOnlyMemory<byte> Body, Problem? Problem) Decode(HttpRequest request, ReadOnlyMemory<byte> packed, int maxBytes)
    {
        if (MessageBody.TryUnpack(packed, EncodingOf(request), maxBytes, out var body, out var fault)
            && (!request.Headers.ContainsKey($"{CloudEventPrefix}specversion")
                || BinaryCloudEvent.TryWrap(CloudEventAttributes(request.Headers), body.Span, out body, out fault)))
        {
            return (body, null);
        }

        return (default, fault!.Rule == EventRule.Size
            ? TooLarge(maxBytes)
            : new Problem(ErrorCodes.InvalidEvents, $"The body cannot be read: {fault.Detail}."));
    }

    public static Problem TooLarge(int maxBytes) =>
        new(ErrorCodes.ContentTooLarge, $"The body of this request may have {maxBytes} bytes, unpacked too. Send fewer events at once.");

    /// <summary>HTTP binding of CloudEvents 1.0, §3.1.3.2: header values are percent-encoded.</summary>
    private static IEnumerable<KeyValuePair<string, object?>> CloudEventAttributes(IHeaderDictionary headers) =>
        from header in headers
        where header.Key.StartsWith(CloudEventPrefix, StringComparison.OrdinalIgnoreCase)
        select new KeyValuePair<string, object?>(
            header.Key[CloudEventPrefix.Length..].ToLowerInvariant(), Uri.UnescapeDataString(header.Value.ToString()));

    /// <summary>A client that does not state what it sends is taken to send JSON.</summary>
    private static bool IsKnownMediaType(string? contentType, IReadOnlyList<string> mediaTypes) =>
        string.IsNullOrEmpty(contentType)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && mediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase));
}
