using System.Buffers.Binary;
using System.IO.Compression;

namespace LatamFunctions.Events;

/// <summary>Decompresses the body of a message by its content encoding: identity, or gzip (RFC 1952).</summary>
internal static class MessageBody
{
    /// <summary>The application property (Event Hubs) or, in another case, the header (HTTP) that names the encoding.</summary>
    public const string EncodingProperty = "contentEncoding";

    /// <inheritdoc cref="EncodingProperty"/>
    public const string EncodingHeader = "content-encoding";

    /// <summary>
    /// Deflate compresses at most 1,032 bytes into one (zlib's technical details), so a gzip body cannot decompress to more.
    /// </summary>
    private const int MaxRatio = 1032;

    /// <summary>Header and trailer of a gzip body (RFC 1952 §2.3).</summary>
    private const int GzipOverheadBytes = 18;

    /// <summary>Decompresses the body of a message and wraps the body of a binary CloudEvent in an envelope.</summary>
    /// <param name="body">The message's body as received.</param>
    /// <param name="contentType">The message's content type, if it has one.</param>
    /// <param name="properties">The message's application properties.</param>
    /// <param name="maxBytes">The maximum number of bytes of the decompressed body.</param>
    /// <returns>The body of the events, or the reason why there is none.</returns>
    public static (ReadOnlyMemory<byte> Body, ValidationError? Error) Decode(
        ReadOnlyMemory<byte> body, string? contentType, IDictionary<string, object> properties, int maxBytes)
    {
        var encoding = EncodingOf(body.Span, stated: null);
        Dictionary<string, object?>? attributes = null;
        foreach (var (name, value) in properties)
        {
            if (name.Equals(EncodingProperty, StringComparison.OrdinalIgnoreCase)
                || name.Equals(EncodingHeader, StringComparison.OrdinalIgnoreCase))
            {
                encoding = EncodingOf(body.Span, value?.ToString());
            }
            else if (BinaryCloudEvent.AttributeOfProperty(name) is { } attribute)
            {
                (attributes ??= [])[attribute] = BinaryCloudEvent.ValueOfProperty(name, value);
            }
        }

        var (decompressed, error) = Decompress(body, encoding, maxBytes);
        if (error is not null || attributes is null || BinaryCloudEvent.IsStructured(contentType))
            return (decompressed, error);

        error = BinaryCloudEvent.CheckAttributes(attributes.Keys);
        return error is null ? BinaryCloudEvent.Wrap(attributes, decompressed.Span) : (default, error);
    }

    /// <summary>
    /// Returns the encoding that the publisher states. If none is stated, the encoding is detected: no JSON text starts like gzip (RFC 1952
    /// §2.3.1).
    /// </summary>
    public static string? EncodingOf(ReadOnlySpan<byte> body, string? stated) =>
        string.IsNullOrEmpty(stated) && LooksLikeGzip(body) ? "gzip" : stated;

    /// <summary>
    /// Whether the property <paramref name="name"/> describes the compression of a message, so that it does not apply to the decompressed
    /// event.
    /// </summary>
    public static bool IsEncodingProperty(string name) =>
        name.Equals(EncodingProperty, StringComparison.OrdinalIgnoreCase)
        || name.Equals(EncodingHeader, StringComparison.OrdinalIgnoreCase)
        || BinaryCloudEvent.AttributeOfProperty(name) is not null;

    /// <summary>Whether <paramref name="encoding"/> is one that <see cref="Decompress"/> can decode.</summary>
    public static bool IsKnown(string? encoding) => IsIdentity(encoding) || IsGzip(encoding);

    /// <summary>
    /// The decompressed size of <paramref name="body"/>, known before it is decompressed: a gzip body states it in its last four bytes (RFC
    /// 1952 §2.3.1), modulo 2^32. One with more bytes than it states is detected at that many bytes, during decompression. 0 if it is not
    /// gzip.
    /// </summary>
    public static long DecompressedLength(ReadOnlySpan<byte> body, string? encoding) => !IsGzip(encoding)
        ? body.Length
        : TryReadLength(body, out var length) ? length : 0;

    /// <summary>
    /// Decompresses <paramref name="body"/> into UTF-8; returns it unchanged when it is neither compressed nor UTF-16 or UTF-32.
    /// </summary>
    /// <param name="body">The message's body as received.</param>
    /// <param name="encoding">The body's content encoding; null or empty if there is none.</param>
    /// <param name="maxBytes">The maximum number of bytes that it may have when decompressed.</param>
    /// <returns>The decompressed body, or the reason why there is none.</returns>
    public static (ReadOnlyMemory<byte> Body, ValidationError? Error) Decompress(ReadOnlyMemory<byte> body, string? encoding, int maxBytes)
    {
        var length = (long)body.Length;
        if (!IsKnown(encoding))
            return (default, Encoding($"the content encoding must be gzip or none, not {Shown(encoding!)}"));
        if (IsGzip(encoding) && !TryReadLength(body.Span, out length))
            return (default, Encoding("the body is not gzip, or it is truncated"));
        if (length > maxBytes)
        {
            var detail = $"the decompressed body has {length} bytes; the maximum is {maxBytes}";
            return (default, new ValidationError(ValidationError.WholeEvent, EventRule.Size, detail));
        }

        var (decompressed, error) = IsGzip(encoding) ? Gunzip(body, (int)length) : (body, null);
        return error is null ? UnicodeText.ToUtf8(decompressed, maxBytes) : (default, error);
    }

    /// <summary>Whether it may be gzip (RFC 1952 §2.3.1), and the length that it states.</summary>
    private static bool TryReadLength(ReadOnlySpan<byte> gzip, out long length)
    {
        length = gzip.Length < GzipOverheadBytes ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]);
        return gzip.Length >= GzipOverheadBytes && LooksLikeGzip(gzip) && length <= (long)gzip.Length * MaxRatio;
    }

    /// <summary>Decompresses into one array of the stated length: memory does not depend on the actual size.</summary>
    private static (ReadOnlyMemory<byte> Body, ValidationError? Error) Gunzip(ReadOnlyMemory<byte> body, int length)
    {
        try
        {
            using var gzip = new GZipStream(body.OpenRead(), CompressionMode.Decompress);
            var output = new byte[length];
            var count = gzip.ReadAtLeast(output, length, throwOnEndOfStream: false);

            // GZipStream treats the end of its input as the end of the data. A second member would make the body longer than the last
            // member states; no publisher's library writes more than one.
            if (count < length || gzip.ReadByte() >= 0)
                return (default, Encoding("the gzip body is truncated, or does not have the length in its trailer"));

            return (output, null);
        }
        catch (InvalidDataException)
        {
            return (default, Encoding("the gzip body is damaged"));
        }
    }

    private static bool LooksLikeGzip(ReadOnlySpan<byte> body) => body.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    private static string Shown(string encoding) => ValidationError.SafeValue(System.Text.Encoding.UTF8.GetBytes(encoding));

    private static ValidationError Encoding(string detail) => new(ValidationError.WholeEvent, EventRule.Encoding, detail);

    private static bool IsIdentity(string? encoding) =>
        string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    private static bool IsGzip(string? encoding) =>
        "gzip".Equals(encoding, StringComparison.OrdinalIgnoreCase) || "x-gzip".Equals(encoding, StringComparison.OrdinalIgnoreCase);
}
