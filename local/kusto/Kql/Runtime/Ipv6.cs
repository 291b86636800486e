using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Functions for IPv6 addresses, with or without a prefix after a slash. IPv4 addresses are mapped to <c>::ffff:a.b.c.d</c>, and
/// <c>::a.b.c.d</c> is read as an IPv4 address. For an IPv4 address, a prefix of at most 32 is counted from the start of the IPv4 address.
/// Most functions return null for an invalid string.
/// </summary>
internal static class Ipv6
{
    private const int Bits = 128;
    private const int MappedBits = 96;

    /// <summary>Returns the address as eight groups of four hexadecimal digits, or an empty string if the address is invalid.</summary>
    public static string Parse(string text, long prefix = Bits)
    {
        if (Read(text, prefix) is not { } address)
            return "";
        var groups = Enumerable.Range(0, 8).Select(i => (ushort)(address.Value >> (112 - (16 * i))));
        return string.Join(':', groups.Select(group => group.ToString("x4", CultureInfo.InvariantCulture)));
    }

    /// <summary>Compares the bits that both prefixes cover. Returns -1, 0 or 1.</summary>
    public static long? Compare(string left, string right, long prefix = Bits)
    {
        if (Read(left, prefix) is not { } a || Read(right, prefix) is not { } b)
            return null;
        var mask = Mask(Math.Min(a.Prefix, b.Prefix));
        return (a.Value & mask).CompareTo(b.Value & mask);
    }

    public static bool? IsMatch(string left, string right, long prefix = Bits) =>
        Compare(left, right, prefix) is { } order ? order == 0 : null;

    public static bool? IsInRange(string text, string range) =>
        Read(text) is { } address && Read(range) is { } network
            ? address.Prefix >= network.Prefix && (address.Value & Mask(network.Prefix)) == network.Value
            : null;

    /// <summary>
    /// Returns whether an address is in any of the ranges, or <c>null</c> if the address is invalid. Invalid ranges are ignored.
    /// </summary>
    public static bool? IsInAnyRange(string text, IEnumerable<string> ranges) =>
        Read(text) is null ? null : ranges.Any(range => IsInRange(text, range) == true);

    private static (UInt128 Value, int Prefix)? Read(string text, long prefix = Bits)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var isIpv4 = !text.Contains(':', StringComparison.Ordinal);
        if (text.StartsWith("::", StringComparison.Ordinal) && text.LastIndexOf(':') == 1 && text.Contains('.', StringComparison.Ordinal))
            (text, slash, isIpv4) = (text[2..], slash - 2, true);
        var own = slash < 0 ? Bits : Ipv4.PrefixLength(text.AsSpan(slash + 1), isIpv4 ? 32 : Bits);
        if (prefix is < 0 or > Bits || own is not { } length || Address(slash < 0 ? text : text[..slash], isIpv4) is not { } value)
            return null;
        var shorter = isIpv4 ? Math.Min(InMapped(length), InMapped((int)prefix)) : Math.Min(length, (int)prefix);
        return (value & Mask(shorter), shorter);
    }

    private static int InMapped(int prefix) => prefix <= 32 ? prefix + MappedBits : prefix;

    private static UInt128? Address(string text, bool isIpv4)
    {
        if (isIpv4)
            return Ipv4.Parse(text) is { } number ? ((UInt128)0xFFFF << 32) | (UInt128)number : null;
        return !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
            && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? BinaryPrimitives.ReadUInt128BigEndian(address.GetAddressBytes())
            : null;
    }

    private static UInt128 Mask(int prefix) => prefix == 0 ? 0 : UInt128.MaxValue << (Bits - prefix);
}
