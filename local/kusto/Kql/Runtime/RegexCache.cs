using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Caches the compiled regular expressions of native functions. The matching time is proportional to the length of the text. A full cache
/// is cleared, and expressions that are still used are compiled again.
/// </summary>
internal static class RegexCache
{
    private const int MaxPatterns = 200;

    /// <summary>The maximum length of a cached pattern in characters.</summary>
    private const int MaxLength = 4 * 1024;

    /// <summary>The time limit for one match. A limit is necessary because cancellation is checked only between matches.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly ConcurrentDictionary<string, Regex> Known = new(StringComparer.Ordinal);

    public static int Count => Known.Count;

    /// <exception cref="ArgumentException">The pattern is invalid.</exception>
    public static Regex Find(string pattern)
    {
        if (Known.TryGetValue(pattern, out var known))
            return known;
        var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout);
        if (pattern.Length > MaxLength)
            return regex;
        if (Known.Count >= MaxPatterns)
            Known.Clear();
        return Known.GetOrAdd(pattern, regex);
    }
}
