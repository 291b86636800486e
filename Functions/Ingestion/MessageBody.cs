using System.Buffers.Binary;
using System.IO.Compression;

namespace LatamFunctions.Ingestion;

/// <summary>Takes the content encoding off a message: none, or gzip (RFC 1952).</summary>
internal static class MessageBody
{
    /// <summary>
    /// The application property (Event Hubs) or, with other capitals, the header (HTTP) that names the encoding.
    /// </summary>
    public const string EncodingProperty = "contentEncoding";

    /// <inheritdoc cref="EncodingProperty"/>
    public const string EncodingHeader = "content-encoding";

    /// <summary>A message that unpacks to more is refused: it is a bomb, or a publisher's mistake.</summary>
    public const int MaxUnpackedBytes = 32 * 1024 * 1024;

    /// <summary>What the events of a message stand in: its body unpacked, and inside an envelope for a binary CloudEvent.</summary>
    /// <returns>False, with the reason in <paramref name="fault"/>, when it cannot be made out.</returns>
    public static bool TryDecode(
        ReadOnlyMemory<byte> body, IDictionary<string, object> properties, out ReadOnlyMemory<byte> decoded, out Fault? fault)
    {
        decoded = body;
        fault = null;
        if (properties.Count == 0)
            return true;

        string? encoding = null;
        Dictionary<string, object?>? attributes = null;
        foreach (var (name, value) in properties)
        {
            if (name.Equals(EncodingProperty, StringComparison.OrdinalIgnoreCase)
                || name.Equals(EncodingHeader, StringComparison.OrdinalIgnoreCase))
            {
                encoding = value?.ToString();
            }
            else if (BinaryCloudEvent.AttributeOfProperty(name) is { } attribute)
            {
                (attributes ??= [])[attribute] = value;
            }
        }

        return TryUnpack(body, encoding, out decoded, out fault)
            && (attributes?.ContainsKey("specversion") != true
                || BinaryCloudEvent.TryWrap(attributes, decoded.Span, out decoded, out fault));
    }

    /// <summary>Whether the property <paramref name="name"/> says how a message is packed, and would be wrong beside a bare event.</summary>
    public static bool IsPacking(string name) =>
        name.Equals(EncodingProperty, StringComparison.OrdinalIgnoreCase)
        || name.Equals(EncodingHeader, StringComparison.OrdinalIgnoreCase)
        || BinaryCloudEvent.AttributeOfProperty(name) is not null;

    /// <summary>Whether <paramref name="encoding"/> is one that <see cref="TryUnpack"/> can take off.</summary>
    public static bool IsKnown(string? encoding) => IsIdentity(encoding) || IsGzip(encoding);

    /// <summary>Unpacks <paramref name="body"/>; gives it back as it is when it is not packed.</summary>
    /// <returns>False, with the reason in <paramref name="fault"/>, when it cannot be unpacked.</returns>
    public static bool TryUnpack(ReadOnlyMemory<byte> body, string? encoding, out ReadOnlyMemory<byte> unpacked, out Fault? fault)
    {
        unpacked = body;
        fault = null;
        if (IsIdentity(encoding))
            return true;

        if (!IsGzip(encoding))
            fault = Encoding($"content encoding must be gzip or none, not {Fault.SafeValue(System.Text.Encoding.UTF8.GetBytes(encoding!))}");
        else
            fault = Gunzip(body, ref unpacked);
        return fault is null;
    }

    private static Fault? Gunzip(ReadOnlyMemory<byte> body, ref ReadOnlyMemory<byte> unpacked)
    {
        var output = new MemoryStream(body.Length * 4);
        var chunk = new byte[64 * 1024];
        try
        {
            using var gzip = new GZipStream(new MemoryStream(body.ToArray(), writable: false), CompressionMode.Decompress);
            int read;
            while ((read = gzip.Read(chunk)) > 0)
            {
                output.Write(chunk, 0, read);
                if (output.Length > MaxUnpackedBytes)
                    return new Fault(Fault.WholeEvent, FaultRule.Size, $"the gzip body unpacks to more than {MaxUnpackedBytes} bytes");
            }
        }
        catch (InvalidDataException e)
        {
            return Encoding($"the body is not gzip: {e.Message}");
        }

        // GZipStream takes the end of its input for the end of the data. RFC 1952 §2.3.1: the last four bytes are the unpacked
        // length. (Of the last member, if there are several; no publisher's library writes more than one.)
        if (body.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(body.Span[^4..]) != output.Length)
            return Encoding("the gzip body is cut off");

        unpacked = output.GetBuffer().AsMemory(0, (int)output.Length);
        return null;
    }

    private static Fault Encoding(string detail) => new(Fault.WholeEvent, FaultRule.Encoding, detail);

    private static bool IsIdentity(string? encoding) =>
        string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    private static bool IsGzip(string? encoding) =>
        "gzip".Equals(encoding, StringComparison.OrdinalIgnoreCase) || "x-gzip".Equals(encoding, StringComparison.OrdinalIgnoreCase);
}
