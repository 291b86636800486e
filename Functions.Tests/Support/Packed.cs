using System.IO.Compression;

namespace LatamFunctions.Tests.Support;

internal static class Packed
{
    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary><paramref name="text"/> repeated until it has about <paramref name="bytes"/> bytes, between two others.</summary>
    public static byte[] Repeated(string text, int bytes, string before = "", string after = "")
    {
        var count = (bytes - before.Length - after.Length) / text.Length;
        return SampleEvents.Bytes(before + string.Concat(Enumerable.Repeat(text, count)) + after);
    }
}
