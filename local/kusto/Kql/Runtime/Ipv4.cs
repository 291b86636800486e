using System.Globalization;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// IPv4 addresses as strings <c>a.b.c.d</c> or <c>a.b.c.d/prefix</c>. The prefix is the number of leading bits that count. An invalid
/// string returns null.
/// </summary>
internal static class Ipv4
{
    private const int Bits = 32;

    /// <summary>10/8, 172.16/12 and 192.168/16 (RFC 1918).</summary>
    private static readonly (uint Address, int Prefix)[] PrivateRanges = [(0x0A000000, 8), (0xAC100000, 12), (0xC0A80000, 16)];

    /// <summary>The address with the bits after its prefix and after another prefix cleared, and the shorter prefix.</summary>
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

    /// <summary>The number after a slash, from 0 to the maximum number of bits; null for another string.</summary>
    public static int? PrefixLength(ReadOnlySpan<char> text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= most ? length : null;

    public static long? Parse(string text, long prefix = Bits) => Read(text, prefix)?.Address;

    public static long? NetmaskSuffix(string text) => Read(text)?.Prefix;

    /// <summary>-1, 0 or 1, by the bits that both prefixes cover.</summary>
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

    /// <summary>Null for an invalid address; invalid ranges are left out.</summary>
    public static bool? IsInAnyRange(string text, IEnumerable<string> ranges) =>
        Read(text) is null ? null : ranges.Any(range => IsInRange(text, range) == true);

    public static bool? IsPrivate(string text) => Read(text) is { } address
        ? PrivateRanges.Any(range => address.Prefix >= range.Prefix && (address.Address & Mask(range.Prefix)) == range.Address)
        : null;

    /// <summary>Empty for an invalid address.</summary>
    public static string Format(string text, long prefix = Bits) => Read(text, prefix) is { } address ? Text(address.Address) : "";

    /// <summary>Empty for a number that is not an address.</summary>
    public static string Format(long number, long prefix = Bits) =>
        number is >= 0 and <= uint.MaxValue ? Format(Text((uint)number), prefix) : "";

    /// <summary>The address with a slash and the prefix; empty for an invalid address.</summary>
    public static string FormatWithMask(string text, long prefix = Bits) =>
        Read(text, prefix) is { } address ? WithMask(address.Address, address.Prefix) : "";

    /// <inheritdoc cref="FormatWithMask(string, long)"/>
    public static string FormatWithMask(long number, long prefix = Bits) =>
        number is >= 0 and <= uint.MaxValue ? FormatWithMask(Text((uint)number), prefix) : "";

    /// <summary>The fewest networks that cover the addresses from the first to the last one.</summary>
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

    /// <summary>Whether a text contains the address, not next to a letter, a digit or a further part.</summary>
    public static bool IsIn(string source, string address) =>
        Address(address) is { } wanted && Found(source).Any(found => Address(found) == wanted);

    /// <summary>
    /// Whether a text contains an address that begins with the prefix: an address, or one to three parts, each followed by a dot.
    /// </summary>
    public static bool HasPrefix(string source, string prefix) =>
        IsPrefix(prefix)
        && Found(source).Any(found => prefix.EndsWith('.') ? found.StartsWith(prefix, StringComparison.Ordinal) : found == prefix);

    public static IEnumerable<string> Texts(JsonElement array) =>
        DynamicValues.Elements(array).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    /// <summary>The valid addresses in a text.</summary>
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
