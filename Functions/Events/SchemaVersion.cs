using System.Buffers.Text;

namespace LatamFunctions.Events;

/// <summary>
/// The schema version that a publisher used for an event. Minor versions only add properties, which need no deployment: they are stored in
/// Extra. A new major version may change what properties mean, so its events are dead letters until this app supports it.
/// </summary>
internal static class SchemaVersion
{
    /// <summary>The major version that this app reads; 0 is its predecessor.</summary>
    public const int KnownMajor = 1;

    /// <summary>
    /// The major version in a CloudEvents <c>dataschema</c>: of its last part that is <c>v2</c>, <c>v2.1</c> or <c>2.1.0</c>. A plain
    /// number does not count: it may be a year.
    /// </summary>
    public static int? MajorOfUri(ReadOnlySpan<byte> uri)
    {
        int? major = null;
        while (!uri.IsEmpty)
        {
            var end = uri.IndexOfAny("/#:@?=&_-"u8);
            var part = end < 0 ? uri : uri[..end];
            uri = end < 0 ? default : uri[(end + 1)..];
            major = MajorOfPart(part) ?? major;
        }

        return major;
    }

    /// <summary>The major version in a <c>schemaVersion</c>: <c>2</c>, <c>2.1</c>, <c>v2</c>.</summary>
    public static int? MajorOf(ReadOnlySpan<byte> version)
    {
        if (version is [(byte)'v' or (byte)'V', ..])
            version = version[1..];
        return Utf8Parser.TryParse(version, out int major, out var used) && major >= 0 && (used == version.Length || version[used] == '.')
            ? major
            : null;
    }

    private static int? MajorOfPart(ReadOnlySpan<byte> part)
    {
        if (part.EndsWith(".json"u8))
            part = part[..^5];
        var isMarked = part is [(byte)'v' or (byte)'V', ..];
        var digits = isMarked ? part[1..] : part;
        return digits.IsEmpty || digits.IndexOfAnyExcept("0123456789."u8) >= 0 || (!isMarked && !digits.Contains((byte)'.'))
            ? null
            : MajorOf(digits);
    }
}
