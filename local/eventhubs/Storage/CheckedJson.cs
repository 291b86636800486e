using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LocalEventHubs.Errors;
using LocalEventHubs.Log;

namespace LocalEventHubs.Storage;

/// <summary>
/// Reads and writes small JSON files with a checksum in the second line. The checksum detects changed bits that leave the JSON valid. Files
/// from older versions have no second line.
/// </summary>
internal static class CheckedJson
{
    private const string Prefix = "crc32c:";

    public static void Write<T>(string path, T value, JsonTypeInfo<T> type, Disk disk)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        AtomicFile.Write(path, [.. json, .. Encoding.ASCII.GetBytes($"\n{Prefix}{Crc32C.Compute(json):x8}\n")], disk);
    }

    /// <param name="remedy">The sentence in the error message that explains how the user can handle a damaged file.</param>
    /// <exception cref="CorruptDataException">The file is damaged.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type, string remedy)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        try
        {
            var end = bytes.IndexOf((byte)'\n');
            var json = end < 0 ? bytes : bytes[..end];
            if (end >= 0 && !IsChecksum(bytes[(end + 1)..], json))
                throw new JsonException("the checksum does not match.");
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("the document is null.");
        }
        catch (JsonException e)
        {
            throw new CorruptDataException(path, $"The file '{path}' is damaged: {e.Message} {remedy}", e);
        }
    }

    private static bool IsChecksum(ReadOnlySpan<byte> line, ReadOnlySpan<byte> json)
    {
        var text = Encoding.ASCII.GetString(line);
        return text.Length == Prefix.Length + 9
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.EndsWith('\n')
            && uint.TryParse(text.AsSpan(Prefix.Length, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
            && checksum == Crc32C.Compute(json);
    }
}
