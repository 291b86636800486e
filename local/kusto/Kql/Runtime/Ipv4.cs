using System.Globalization;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Functions for IPv4 addresses in the form <c>a.b.c.d</c> or <c>a.b.c.d/prefix</c>. The prefix is the number of significant leading bits.
/// Most functions return null for an invalid string.
/// </summary>
internal static class Ipv4
{
    private const int Bits = 32;

    /// <summary>The private ranges 10/8, 172.16/12 and 192.168/16 (RFC 1918).</summary>
    private static readonly (uint Address, int Prefix)[] PrivateRanges = [(0x0A000000, 8), (0xAC100000, 12), (0xC0A80000, 16)];

    /// <summary>
    /// Parses an address. The returned prefix is the shorter of the address's own prefix and <paramref name="prefix"/>. In the returned
    /// address, the bits after this prefix are cleared.
    /// </summary>
    public static (uint Address, int Prefix)? Read(string text, long prefix = Bits)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var own = slash < 0 ? Bits : PrefixLength(text.AsSpan(slash + 1), Bits);
        if (prefix is < 0 or > Bits
            || own is not { } length
            || Address(slash < 0 ? text : text.AsSpan(0, slash)) is not { } address)
        {
            return null;
        }

        var shorter = Math.Min(length, (int)prefix);
        return (address & Mask(shorter), shorter);
    }

    /// <summary>Parses a prefix length from 0 to <paramref name="max"/>. Returns <c>null</c> for any other string.</summary>
    public static int? PrefixLength(ReadOnlySpan<char> text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= max ? length : null;

    public static long? Parse(string text, long prefix = Bits) => Read(text, prefix)?.Address;

    public static long? NetmaskSuffix(string text) => Read(text)?.Prefix;

    /// <summary>Compares the bits that both prefixes cover. Returns -1, 0 or 1.</summary>
    public static long? Compare(string left, string right, long prefix = Bits)
    {
        if (Read(left, prefix) is not { } a || Read(right, prefix) is not { } b)
            return null;
        var mask = Mask(Math.Min(a.Prefix, b.Prefix));
        return (a.Address & mask).CompareTo(b.Address & mask);
    }

    public static bool? IsMatch(string left, string right, long prefix = Bits) =>
        Compare(left, right, prefix) is { } order ? order == 0 : null;

    public static bool? IsInRange(string text, string range) =>
        Read(text) is { } address && Read(range) is { } network
            ? address.Prefix >= network.Prefix && (address.Address & Mask(network.Prefix)) == network.Address
            : null;

    /// <summary>
    /// Returns whether an address is in any of the ranges, or <c>null</c> if the address is invalid. Invalid ranges are ignored.
    /// </summary>
    public static bool? IsInAnyRange(string text, IEnumerable<string> ranges) =>
        Read(text) is null ? null : ranges.Any(range => IsInRange(text, range) == true);

    public static bool? IsPrivate(string text) => Read(text) is { } address
        ? PrivateRanges.Any(range => address.Prefix >= range.Prefix && (address.Address & Mask(range.Prefix)) == range.Address)
        : null;

    /// <summary>Returns the network address, or an empty string if the address is invalid.</summary>
    public static string Format(string text, long prefix = Bits) => Read(text, prefix) is { } address ? Text(address.Address) : "";

    /// <summary>
    /// Returns the network address for an address in the form of a number, or an empty string if the number is not an address.
    /// </summary>
    public static string Format(long number, long prefix = Bits) =>
        number is >= 0 and <= uint.MaxValue ? Format(Text((uint)number), prefix) : "";

    /// <summary>Returns the network address with a slash and the prefix, or an empty string if the address is invalid.</summary>
    public static string FormatWithMask(string text, long prefix = Bits) =>
        Read(text, prefix) is { } address ? WithMask(address.Address, address.Prefix) : "";

    /// <inheritdoc cref="FormatWithMask(string, long)"/>
    public static string FormatWithMask(long number, long prefix = Bits) =>
        number is >= 0 and <= uint.MaxValue ? FormatWithMask(Text((uint)number), prefix) : "";

    /// <summary>
    /// Returns the minimal list of networks that cover the addresses from <paramref name="first"/> to <paramref name="last"/>.
    /// </summary>
    public static Json? Networks(string first, string last)
    {
        if (Parse(first) is not { } start || Parse(last) is not { } end || start > end)
            return null;
        var networks = new List<string>();
        while (start <= end)
        {
            var free = start == 0 ? Bits : Math.Min(Bits, (int)long.TrailingZeroCount(start));
            while (start + (1L << free) - 1 > end)
                free--;
            networks.Add(WithMask((uint)start, Bits - free));
            start += 1L << free;
        }

        return DynamicValues.Strings(networks);
    }

    /// <summary>
    /// Returns <c>true</c> if the text contains the address, and the address is not adjacent to a letter, a digit or another address part.
    /// </summary>
    public static bool IsIn(string source, string address) =>
        Address(address) is { } wanted && Found(source).Any(found => Address(found) == wanted);

    /// <summary>
    /// Returns <c>true</c> if the text contains an address that starts with the prefix. The prefix is an address, or one to three parts
    /// that are each followed by a dot.
    /// </summary>
    public static bool HasPrefix(string source, string prefix) =>
        IsPrefix(prefix)
        && Found(source).Any(found => prefix.EndsWith('.') ? found.StartsWith(prefix, StringComparison.Ordinal) : found == prefix);

    public static IEnumerable<string> Texts(JsonElement array) =>
        DynamicValues.Elements(array).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    /// <summary>Returns the valid addresses in the text.</summary>
    private static IEnumerable<string> Found(string source)
    {
        for (var at = 0; at < source.Length;)
        {
            var start = at;
            while (at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] == '.'))
                at++;
            var run = source[start..at].TrimEnd('.');
            if (Address(run) is not null)
                yield return run;
            at++;
        }
    }

    private static bool IsPrefix(string prefix) =>
        Address(prefix) is not null
        || (prefix.EndsWith('.')
            && prefix[..^1].Split('.') is { Length: <= 3 } parts
            && Array.TrueForAll(parts, part => Part(part) is not null));

    private static uint? Address(ReadOnlySpan<char> text)
    {
        var (address, parts) = (0u, 0);
        foreach (var part in text.Split('.'))
        {
            if (++parts > 4 || Part(text[part]) is not { } value)
                return null;
            address = (address << 8) | value;
        }

        return parts == 4 ? address : null;
    }

    private static byte? Part(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 3 && byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static uint Mask(int prefix) => prefix == 0 ? 0 : uint.MaxValue << (Bits - prefix);

    private static string Text(uint address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");

    private static string WithMask(uint address, int prefix) => string.Create(CultureInfo.InvariantCulture, $"{Text(address)}/{prefix}");
}
