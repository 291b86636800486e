using System.IO.Compression;

namespace LatamFunctions.Tests.Support;

internal static class TestGzip
{
    public static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    /// <summary>
    /// Compresses <paramref name="before"/>, repetitions of <paramref name="text"/> with about <paramref name="bytes"/> bytes, and
    /// <paramref name="after"/>.
    /// </summary>
    public static byte[] Repeat(string text, int bytes, string before = "", string after = "")
    {
        var count = (bytes - before.Length - after.Length) / text.Length;
        return SampleEvents.Bytes(before + string.Concat(Enumerable.Repeat(text, count)) + after);
    }
}
