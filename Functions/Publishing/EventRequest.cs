using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Publishing;

/// <summary>The body of a publishing request: which forms are accepted, and how much of them.</summary>
internal static class EventRequest
{
    public const int MaxEvents = 1000;

    /// <summary>The maximum size of a body in bytes, compressed or decompressed.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Reading stops at the first event over the limit and does not count the rest.</summary>
    public static readonly MessageLimits Limits = new()
    {
        MaxMessageEvents = MaxEvents,
        MaxMessageErrors = int.MaxValue,
        MaxMessageBytes = MaxBytes,
        MaxCountedErrors = 0,
    };

    public static readonly IReadOnlyList<string> MediaTypes =
    [
        "application/json",
        "application/x-ndjson",
        "application/jsonl",
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
        CsvEvents.MediaType,
    ];

    /// <summary>The problem with the headers of the request, or null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">Bytes that the body may have.</param>
    /// <param name="mediaTypes">Media types that it may have.</param>
    public static Problem? ProblemOf(HttpRequest request, int maxBytes, IReadOnlyList<string> mediaTypes)
    {
        if (!IsKnownMediaType(request.ContentType, mediaTypes))
            return new Problem(ErrorCodes.UnsupportedMediaType, $"Content-Type must be one of {string.Join(", ", mediaTypes)}.");
        if (!MessageBody.IsKnown(EncodingOf(request)))
            return new Problem(ErrorCodes.UnsupportedContentEncoding, "Content-Encoding must be gzip or absent.");
        return request.ContentLength > maxBytes ? TooLarge(maxBytes, request.ContentLength) : null;
    }

    public static string EncodingOf(HttpRequest request) => request.Headers.ContentEncoding.ToString();

    /// <summary>The stated encoding, or the one that the body has.</summary>
    public static string? EncodingOf(HttpRequest request, ReadOnlySpan<byte> body) => MessageBody.EncodingOf(body, EncodingOf(request));

    /// <summary>The events' JSON: the decompressed body, inside an envelope for a binary CloudEvent.</summary>
    public static (ReadOnlyMemory<byte> Body, Problem? Problem) Decode(HttpRequest request, ReadOnlyMemory<byte> compressed, int maxBytes)
    {
        var (body, error) = MessageBody.Decompress(compressed, EncodingOf(request, compressed.Span), maxBytes);
        if (error is not null)
            return (default, Unreadable(error, maxBytes));

        var attributes = CloudEventAttributes(request.Headers);
        if (attributes.Count == 0 || BinaryCloudEvent.IsStructured(request.ContentType))
            return IsCsv(request) ? CsvEvents.ToJsonLines(body) : (body, null);

        if (IsCsv(request))
        {
            const string conflict = "attributes of one CloudEvent cannot be combined with rows of text/csv";
            return (default, InvalidAttribute(BinaryCloudEvent.SpecVersion, "Conflict", conflict));
        }

        if (BinaryCloudEvent.CheckAttributes(attributes.Keys) is { } invalid)
            return (default, InvalidAttribute(invalid.Field, invalid.Rule.ToString(), invalid.Detail));
        (body, error) = BinaryCloudEvent.Wrap(attributes, body.Span);
        return error is null ? (body, null) : (default, Unreadable(error, maxBytes));
    }

    private static Problem InvalidAttribute(string attribute, string rule, string detail) =>
        new(ErrorCodes.InvalidEvents, "The headers of the CloudEvent are invalid; nothing was published.")
        {
            Errors = [new ApiError($"{BinaryCloudEvent.HeaderPrefix}{attribute}", rule, detail)],
        };

    public static bool IsCsv(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(CsvEvents.MediaType, StringComparison.OrdinalIgnoreCase);

    private static Problem Unreadable(ValidationError error, int maxBytes) => error.Rule == EventRule.Size
        ? TooLarge(maxBytes)
        : new Problem(ErrorCodes.InvalidEvents, $"The body cannot be read: {error.Detail}.");

    /// <param name="maxBytes">The limit.</param>
    /// <param name="actual">The bytes that the body has, if they are known.</param>
    public static Problem TooLarge(int maxBytes, long? actual = null) => new(
        ErrorCodes.ContentTooLarge,
        actual is null
            ? $"The maximum of this request is {maxBytes} bytes, even when decompressed. Send fewer events per request."
            : $"The body has {actual} bytes; the maximum of this request is {maxBytes}, even when decompressed. "
                + "Send fewer events per request.");

    /// <summary>HTTP binding of CloudEvents 1.0, §3.1.3.2: header values are percent-encoded.</summary>
    private static Dictionary<string, object?> CloudEventAttributes(IHeaderDictionary headers) => headers
        .Where(header => header.Key.StartsWith(BinaryCloudEvent.HeaderPrefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(
            header => header.Key[BinaryCloudEvent.HeaderPrefix.Length..].ToLowerInvariant(),
            object? (header) => Uri.UnescapeDataString(header.Value.ToString()));

    /// <summary>A request without a content type is treated as JSON.</summary>
    private static bool IsKnownMediaType(string? contentType, IReadOnlyList<string> mediaTypes) =>
        string.IsNullOrEmpty(contentType)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && mediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase));
}
