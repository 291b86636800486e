using System.Globalization;

namespace LocalStack.Demo;

internal static class KqlText
{
    /// <summary>Returns a datetime literal, truncated to whole milliseconds as in Event Hubs.</summary>
    public static string From(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"datetime({time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z)");
}
