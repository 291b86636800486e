using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>Reads an event's application properties from the custom headers of a single-event request.</summary>
internal static class EventHeaders
{
    private static readonly FrozenSet<string> NotProperties = new[]
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "baggage", "BrokerProperties",
        "Cache-Control", "Connection", "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type",
        "Cookie", "Correlation-Context", "Date", "DNT", "Expect", "Forwarded", "From", "Host", "Keep-Alive", "Max-Forwards",
        "Origin", "Pragma", "Priority", "Referer", "Request-Id", "TE", "traceparent", "tracestate", "Trailer", "Transfer-Encoding",
        "Upgrade", "Upgrade-Insecure-Requests", "User-Agent", "Via",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] NotPropertyPrefixes = ["x-ms-", "x-forwarded-", "Proxy-", "Sec-", "If-", "Access-Control-"];

    public static IEnumerable<(string Name, string Value)> Properties(IHeaderDictionary headers) =>
        from header in headers
        where !NotProperties.Contains(header.Key)
            && !NotPropertyPrefixes.Any(prefix => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        select (header.Key, Unquote(header.Value.ToString()));

    /// <summary>Parses a header value according to the Service Bus convention that strings are in quotes.</summary>
    private static string Unquote(string value) =>
        value is ['"', .., '"'] ? value[1..^1] : value;
}
