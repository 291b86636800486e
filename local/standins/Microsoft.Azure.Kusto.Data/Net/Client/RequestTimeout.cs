using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

/// <summary>How long to wait for an answer's beginning: a little longer than the server works on it, to hear its own word.</summary>
internal static class RequestTimeout
{
    /// <summary>The server's limits where the request sets none ("Timeouts").</summary>
    public static readonly TimeSpan Query = TimeSpan.FromMinutes(4);
    public static readonly TimeSpan Command = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    public static TimeSpan Of(ClientRequestProperties properties, TimeSpan otherwise)
    {
        if (properties is null)
            return otherwise + Margin;
        return Margin + (properties.GetOptionValueOrDefault(ClientRequestProperties.OptionNoRequestTimeout, false)
            ? Longest
            : properties.GetOptionValueOrDefault(ClientRequestProperties.OptionServerTimeout, otherwise));
    }
}
