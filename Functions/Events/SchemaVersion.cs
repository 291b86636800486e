using System.Buffers.Text;

namespace LatamFunctions.Events;

/// <summary>
/// Parses the schema version of an event. Minor versions only add properties, which are stored in the column Extra without a change to this
/// app. A major version can change the meaning of properties, so events with an unsupported major version are dead-lettered.
/// </summary>
internal static class SchemaVersion
{
    /// <summary>The supported major version. The previous version, 0, is also accepted.</summary>
    public const int KnownMajor = 1;

    /// <summary>
    /// Returns the major version in a CloudEvents <c>dataschema</c>, from the last part with a form such as <c>v2</c>, <c>v2.1</c> or
    /// <c>2.1.0</c>. A number with neither a prefix nor a point is ignored because it might be a year.
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

    /// <summary>Returns the major version in a <c>schemaVersion</c> such as <c>2</c>, <c>2.1</c> or <c>v2</c>.</summary>
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
