using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Text encodings: Base64, URL encoding and compression. The result for invalid input is an empty string or null.</summary>
internal static class Encodings
{
    /// <summary>The maximum size of decompressed text in bytes.</summary>
    private const int MaxExpanded = 64 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string ToBase64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Encodes an array of bytes. Returns an empty string for any other value.</summary>
    public static string ToBase64(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
            return "";
        var bytes = new byte[array.GetArrayLength()];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetByte(out bytes[i]))
                return "";
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>Decodes a string. Returns an empty string for invalid Base64, and for bytes that are not valid UTF-8.</summary>
    public static string FromBase64(string base64) => Bytes(base64) is { } bytes ? Utf8(bytes) : "";

    public static Json? ArrayFromBase64(string base64) => Bytes(base64) is { } bytes
        ? DynamicValues.Array(bytes.Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        : null;

    public static Guid? GuidFromBase64(string base64) => Bytes(base64) is { Length: 16 } bytes ? new Guid(bytes) : null;

    /// <summary>Percent-encodes text with lowercase digits. A space becomes a plus sign.</summary>
    public static string EncodeUrl(string text) => System.Web.HttpUtility.UrlEncode(text);

    /// <summary>Encodes text in the same way as <see cref="EncodeUrl"/>, except that a space becomes <c>%20</c>.</summary>
    public static string EncodeUrlComponent(string text) => EncodeUrl(text).Replace("+", "%20", StringComparison.Ordinal);

    public static string DecodeUrl(string text) => System.Web.HttpUtility.UrlDecode(text);

    public static string Compress(string text, Func<Stream, Stream> compressor)
    {
        using var target = new MemoryStream();
        using (var stream = compressor(target))
            stream.Write(Encoding.UTF8.GetBytes(text));
        return Convert.ToBase64String(target.ToArray());
    }

    /// <summary>Decompresses text. Returns an empty string if the input is invalid or the result would exceed 64 MiB.</summary>
    public static string Expand(string base64, Func<Stream, Stream> expander)
    {
        if (Bytes(base64) is not { } bytes)
            return "";
        try
        {
            using var stream = expander(new MemoryStream(bytes));
            using var target = new MemoryStream();
            var buffer = new byte[81920];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                target.Write(buffer, 0, read);
                if (target.Length > MaxExpanded)
                    return "";
            }

            return Utf8(target.ToArray());
        }
        catch (InvalidDataException)
        {
            return "";
        }
    }

    public static Stream GZip(Stream target) => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true);

    public static Stream GUnzip(Stream source) => new GZipStream(source, CompressionMode.Decompress);

    public static Stream ZLib(Stream target) => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true);

    public static Stream Inflate(Stream source) => new ZLibStream(source, CompressionMode.Decompress);

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[(base64.Length * 3 / 4) + 3];
        return base64.Length > 0 && Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private static string Utf8(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return "";
        }
    }
}
