using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

/// <summary>
/// The timeout until a response starts. This timeout is slightly longer than the server's limit, so that the server can report its own
/// timeout.
/// </summary>
internal static class RequestTimeout
{
    /// <summary>The server's default limit for queries ("Timeouts").</summary>
    public static readonly TimeSpan Query = TimeSpan.FromMinutes(4);
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
