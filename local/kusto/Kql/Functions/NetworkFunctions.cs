using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>Functions for IPv4 and IPv6 addresses and networks.</summary>
internal static class NetworkFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Native("parse_ipv4(ip: text): long?", (string ip) => Ipv4.Parse(ip)),
        Native("parse_ipv4_mask(ip: text, prefix: long): long?", (string ip, long prefix) => Ipv4.Parse(ip, prefix)),
        Native("format_ipv4(ip: long, prefix: long = 32): string", (long ip, long prefix) => Ipv4.Format(ip, prefix)),
        Native("format_ipv4(ip: anytext, prefix: long = 32): string", (string ip, long prefix) => Ipv4.Format(ip, prefix)),
        Native("format_ipv4_mask(ip: long, prefix: long): string", (long ip, long prefix) => Ipv4.FormatWithMask(ip, prefix)),
        Native("format_ipv4_mask(ip: anytext, prefix: long): string", (string ip, long prefix) => Ipv4.FormatWithMask(ip, prefix)),
        Native("ipv4_compare(ip1: text, ip2: text, prefix: long = 32): long?",
            (string left, string right, long prefix) => Ipv4.Compare(left, right, prefix)),
        Native("ipv4_is_match(ip1: text, ip2: text, prefix: long = 32): bool?",
            (string left, string right, long prefix) => Ipv4.IsMatch(left, right, prefix)),
        Native("ipv4_is_in_range(ip: text, range: text): bool?", (string ip, string range) => Ipv4.IsInRange(ip, range)),
        Native("ipv4_is_in_any_range(ip: text, ranges: dynamic): bool?",
            (string ip, JsonElement ranges) => Ipv4.IsInAnyRange(ip, Ipv4.Texts(ranges))),
        NativeVariadic<string, bool?>("ipv4_is_in_any_range(ip: text, ...range: text): bool?",
            texts => Ipv4.IsInAnyRange(texts[0] ?? "", texts[1..].OfType<string>())),
        Native("ipv4_is_private(ip: text): bool?", (string ip) => Ipv4.IsPrivate(ip)),
        Native("ipv4_netmask_suffix(ip: text): long?", (string ip) => Ipv4.NetmaskSuffix(ip)),
        Native("ipv4_range_to_cidr_list(start: text, end: text): dynamic?", (string start, string end) => Ipv4.Networks(start, end)),
        Native("has_ipv4(source: text, ip: text): bool", (string source, string ip) => Ipv4.IsIn(source, ip)),
        Native("has_ipv4_prefix(source: text, prefix: text): bool", (string source, string prefix) => Ipv4.HasPrefix(source, prefix)),
        Native("has_any_ipv4(source: text, ips: dynamic): bool",
            (string source, JsonElement ips) => Ipv4.Texts(ips).Any(ip => Ipv4.IsIn(source, ip))),
        NativeVariadic<string, bool>("has_any_ipv4(source: text, ...ip: text): bool",
            texts => texts[1..].Any(ip => Ipv4.IsIn(texts[0] ?? "", ip ?? ""))),
        Native("has_any_ipv4_prefix(source: text, prefixes: dynamic): bool",
            (string source, JsonElement prefixes) => Ipv4.Texts(prefixes).Any(prefix => Ipv4.HasPrefix(source, prefix))),
        NativeVariadic<string, bool>("has_any_ipv4_prefix(source: text, ...prefix: text): bool",
            texts => texts[1..].Any(prefix => Ipv4.HasPrefix(texts[0] ?? "", prefix ?? ""))),

        Native("parse_ipv6(ip: text): string", (string ip) => Ipv6.Parse(ip)),
        Native("parse_ipv6_mask(ip: text, prefix: long): string", (string ip, long prefix) => Ipv6.Parse(ip, prefix)),
        Native("ipv6_compare(ip1: text, ip2: text, prefix: long = 128): long?",
            (string left, string right, long prefix) => Ipv6.Compare(left, right, prefix)),
        Native("ipv6_is_match(ip1: text, ip2: text, prefix: long = 128): bool?",
            (string left, string right, long prefix) => Ipv6.IsMatch(left, right, prefix)),
        Native("ipv6_is_in_range(ip: text, range: text): bool?", (string ip, string range) => Ipv6.IsInRange(ip, range)),
        Native("ipv6_is_in_any_range(ip: text, ranges: dynamic): bool?",
            (string ip, JsonElement ranges) => Ipv6.IsInAnyRange(ip, Ipv4.Texts(ranges))),
        NativeVariadic<string, bool?>("ipv6_is_in_any_range(ip: text, ...range: text): bool?",
            texts => Ipv6.IsInAnyRange(texts[0] ?? "", texts[1..].OfType<string>())),
    ];
}
