using System.Globalization;

namespace LocalStack.Demo;

internal static class KqlText
{
    /// <summary>A datetime literal, truncated to whole milliseconds, as Event Hubs truncates its times.</summary>
    public static string From(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"datetime({time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z)");
}
