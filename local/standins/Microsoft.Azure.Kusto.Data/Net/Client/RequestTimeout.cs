using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

/// <summary>
/// The maximum time to wait for a response to start. This time is slightly longer than the server's time limit, so that the server can
/// report that its own limit has expired.
/// </summary>
internal static class RequestTimeout
{
    /// <summary>The server's default time limit for queries (see "Timeouts" in Kusto's documentation).</summary>
    public static readonly TimeSpan Query = TimeSpan.FromMinutes(4);

    /// <summary>The server's default time limit for management commands.</summary>
    public static readonly TimeSpan Command = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    public static TimeSpan Get(ClientRequestProperties properties, TimeSpan otherwise)
    {
        if (properties is null)
            return otherwise + Margin;
        return Margin + (properties.GetOptionValueOrDefault(ClientRequestProperties.OptionNoRequestTimeout, false)
            ? Longest
            : properties.GetOptionValueOrDefault(ClientRequestProperties.OptionServerTimeout, otherwise));
    }
}
