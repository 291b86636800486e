using System.Globalization;

namespace LocalStack.Demo;

/// <summary>Formats values as KQL literals.</summary>
internal static class KqlText
{
    /// <summary>
    /// Returns the time as a KQL datetime literal, truncated to whole milliseconds, the precision of enqueued times in Event Hubs.
    /// </summary>
    public static string From(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"datetime({time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z)");
}
