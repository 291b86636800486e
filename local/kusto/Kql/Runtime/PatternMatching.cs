using System.Text.RegularExpressions;

namespace LocalKusto.Kql.Runtime;

/// <summary>The captures of a pattern of parse. A pattern is compiled once; matching takes time in proportion to the text.</summary>
internal static class PatternMatching
{
    /// <returns>Null where the text does not match, or a capture is not of its type. The types are separated by commas; none are checked if
    /// there are none.</returns>
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
