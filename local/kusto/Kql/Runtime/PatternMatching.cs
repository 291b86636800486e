using System.Text.RegularExpressions;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Matches the patterns of <c>parse</c>. A pattern is compiled once, and the matching time is proportional to the length of the text.
/// </summary>
internal static class PatternMatching
{
    /// <returns>The captures, or <c>null</c> if the text does not match or a capture cannot be converted to its type.</returns>
    public static Json? Captures(string text, string pattern, string types)
    {
        if (RegexCache.Find(pattern).Match(text) is not { Success: true } match)
            return null;
        var captures = match.Groups.Cast<Group>().Skip(1).Select(group => group.Value).ToList();
        if (types.Length > 0 && types.Split(',').Where((type, i) => !IsOf(type, captures[i])).Any())
            return null;
        return DynamicValues.Strings(captures);
    }

    private static bool IsOf(string type, string text) => type switch
    {
        "long" => TextConversions.Long(text) is not null,
        "int" => TextConversions.Int(text) is not null,
        "real" => TextConversions.Real(text) is not null,
        "decimal" => KustoDecimal.TryParse(text) is not null,
        "bool" => TextConversions.Bool(text) is not null,
        "datetime" => TextConversions.ToDateTime(text) is not null,
        "timespan" => TextConversions.ToTimeSpan(text) is not null,
        "guid" => TextConversions.ToGuid(text) is not null,
        _ => true,
    };
}
