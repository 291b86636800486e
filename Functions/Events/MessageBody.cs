using System.Buffers.Binary;
using System.IO.Compression;

namespace LatamFunctions.Events;

/// <summary>Decompresses message bodies. The supported content encodings are identity and gzip (RFC 1952).</summary>
internal static class MessageBody
{
    /// <summary>The application property that contains the content encoding in Event Hubs messages.</summary>
    public const string EncodingProperty = "contentEncoding";

    /// <summary>The HTTP header that contains the content encoding.</summary>
    public const string EncodingHeader = "content-encoding";

    /// <summary>
    /// The maximum compression ratio of deflate (zlib, "Technical Details"). A gzip body that declares a larger ratio is invalid.
    /// </summary>
    private const int MaxRatio = 1032;

    /// <summary>The size of the header and the trailer in a gzip body (RFC 1952 §2.3).</summary>
    private const int GzipOverheadBytes = 18;

    /// <summary>Decompresses the body of a message and wraps the body of a binary CloudEvent in an envelope.</summary>
    /// <param name="body">The message's body as received.</param>
    /// <param name="contentType">The message's content type; <c>null</c> if the message has no content type.</param>
    /// <param name="properties">The message's application properties.</param>
    /// <param name="maxBytes">The maximum size of the decompressed body.</param>
    /// <returns>The decoded body, or an error if the body cannot be decoded.</returns>
    public static (ReadOnlyMemory<byte> Body, ValidationError? Error) Decode(
        ReadOnlyMemory<byte> body, string? contentType, IDictionary<string, object> properties, int maxBytes)
    {
        var encoding = EncodingOf(body.Span, declaredEncoding: null);
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
    /// Returns the declared encoding. If no encoding is declared, gzip is detected by its first bytes, which cannot start a JSON text (RFC
    /// 1952 §2.3.1).
    /// </summary>
    public static string? EncodingOf(ReadOnlySpan<byte> body, string? declaredEncoding) =>
        string.IsNullOrEmpty(declaredEncoding) && LooksLikeGzip(body) ? "gzip" : declaredEncoding;

    /// <summary>
    /// Whether the property <paramref name="name"/> describes the encoding of a message body, and therefore does not apply to a decoded
    /// event.
    /// </summary>
    public static bool IsEncodingProperty(string name) =>
        name.Equals(EncodingProperty, StringComparison.OrdinalIgnoreCase)
        || name.Equals(EncodingHeader, StringComparison.OrdinalIgnoreCase)
        || BinaryCloudEvent.AttributeOfProperty(name) is not null;

    /// <summary>Whether <see cref="Decompress"/> supports <paramref name="encoding"/>.</summary>
    public static bool IsKnown(string? encoding) => IsIdentity(encoding) || IsGzip(encoding);

    /// <summary>
    /// Returns the decompressed size of <paramref name="body"/> without decompressing it. The last four bytes of a gzip body contain the
    /// size modulo 2^32 (RFC 1952 §2.3.1). Decompression reports an error if the actual size is different. If the encoding is gzip but the
    /// body is not gzip data, the result is 0.
    /// </summary>
    public static long DecompressedLength(ReadOnlySpan<byte> body, string? encoding) => !IsGzip(encoding)
        ? body.Length
        : TryReadLength(body, out var length) ? length : 0;

    /// <summary>
    /// Decompresses <paramref name="body"/> and converts it to UTF-8. An uncompressed body in UTF-8 is returned unchanged.
    /// </summary>
    /// <param name="body">The message's body as received.</param>
    /// <param name="encoding">The content encoding; <c>null</c> or empty for no encoding.</param>
    /// <param name="maxBytes">The maximum size of the decompressed body.</param>
    /// <returns>The decompressed body, or an error if the body is invalid or too large.</returns>
    public static (ReadOnlyMemory<byte> Body, ValidationError? Error) Decompress(ReadOnlyMemory<byte> body, string? encoding, int maxBytes)
    {
        var length = (long)body.Length;
        if (!IsKnown(encoding))
            return (default, Encoding($"the content encoding must be gzip or identity, or be omitted, and is {Shown(encoding!)}"));
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

    /// <summary>
    /// Reads the declared length of a gzip body (RFC 1952 §2.3.1). The method returns <c>false</c> if the body is not gzip or declares an
    /// impossible length.
    /// </summary>
    private static bool TryReadLength(ReadOnlySpan<byte> gzip, out long length)
    {
        length = gzip.Length < GzipOverheadBytes ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]);
        return gzip.Length >= GzipOverheadBytes && LooksLikeGzip(gzip) && length <= (long)gzip.Length * MaxRatio;
    }

    /// <summary>Decompresses a body into an array of the declared length, so that the memory does not depend on the actual size.</summary>
    private static (ReadOnlyMemory<byte> Body, ValidationError? Error) Gunzip(ReadOnlyMemory<byte> body, int length)
    {
        try
        {
            using var gzip = new GZipStream(body.OpenRead(), CompressionMode.Decompress);
            var output = new byte[length];
            var count = gzip.ReadAtLeast(output, length, throwOnEndOfStream: false);

            // GZipStream treats the end of its input as the end of the data, so the length is checked. A body with multiple members is
            // rejected, because the last member declares only its own length. Common libraries write a single member.
            if (count < length || gzip.ReadByte() >= 0)
                return (default, Encoding("the gzip body is truncated, or its length differs from the length in its trailer"));

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
