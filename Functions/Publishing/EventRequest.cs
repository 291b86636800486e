using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Publishing;

/// <summary>The accepted formats and size limits for the bodies of publishing requests.</summary>
internal static class EventRequest
{
    public const int MaxEvents = 1000;

    /// <summary>The maximum size of a body in bytes, compressed or decompressed.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>
    /// The limits for reading a request. Reading stops at the first event over the limit, without counting the remaining events.
    /// </summary>
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

    /// <summary>Returns the problem with the headers of the request; <c>null</c> if the headers are valid.</summary>
    /// <param name="maxBytes">The maximum size of the body in bytes.</param>
    /// <param name="mediaTypes">The accepted media types.</param>
    public static Problem? ProblemOf(HttpRequest request, int maxBytes, IReadOnlyList<string> mediaTypes)
    {
        if (!IsKnownMediaType(request.ContentType, mediaTypes))
        {
            return new Problem(
                ErrorCodes.UnsupportedMediaType, $"The Content-Type is not supported. Supported: {string.Join(", ", mediaTypes)}.");
        }

        if (!MessageBody.IsKnown(EncodingOf(request)))
            return new Problem(ErrorCodes.UnsupportedContentEncoding, "Content-Encoding must be gzip or absent.");
        return request.ContentLength > maxBytes ? TooLarge(maxBytes, request.ContentLength) : null;
    }

    public static string EncodingOf(HttpRequest request) => request.Headers.ContentEncoding.ToString();

    /// <summary>Returns the declared encoding or, if no encoding is declared, the encoding detected in the body.</summary>
    public static string? EncodingOf(HttpRequest request, ReadOnlySpan<byte> body) => MessageBody.EncodingOf(body, EncodingOf(request));

    /// <summary>
    /// Decodes the body to JSON events: decompresses the body, converts CSV, and adds the envelope of a binary CloudEvent.
    /// </summary>
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

    /// <param name="maxBytes">The maximum size of the body in bytes.</param>
    /// <param name="actual">The size of the body in bytes; <c>null</c> if unknown.</param>
    public static Problem TooLarge(int maxBytes, long? actual = null) => new(
        ErrorCodes.ContentTooLarge,
        actual is null
            ? $"The maximum size for this request is {maxBytes} bytes, compressed or decompressed. Send fewer events per request."
            : $"The body has {actual} bytes; the maximum for this request is {maxBytes}, compressed or decompressed. "
                + "Send fewer events per request.");

    /// <summary>
    /// Reads CloudEvents attributes from headers, whose values are percent-encoded (CloudEvents 1.0, HTTP binding §3.1.3.2).
    /// </summary>
    private static Dictionary<string, object?> CloudEventAttributes(IHeaderDictionary headers) => headers
        .Where(header => header.Key.StartsWith(BinaryCloudEvent.HeaderPrefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(
            header => header.Key[BinaryCloudEvent.HeaderPrefix.Length..].ToLowerInvariant(),
            object? (header) => Uri.UnescapeDataString(header.Value.ToString()));

    /// <summary>Whether the media type is accepted. A request without a content type is treated as JSON.</summary>
    private static bool IsKnownMediaType(string? contentType, IReadOnlyList<string> mediaTypes) =>
        string.IsNullOrEmpty(contentType)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && mediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase));
}
