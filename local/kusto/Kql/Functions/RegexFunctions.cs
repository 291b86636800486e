using System.Globalization;
using System.Text.Json;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// Generates the SQL for functions with regular expressions. The groups in a constant expression are counted at compile time.
/// </summary>
internal static class RegexFunctions
{
    /// <summary>The highest group number that DuckDB can extract.</summary>
    private const int MaxGroup = 9;

    /// <summary>
    /// The signature of a function that returns text unchanged. The function fails if the length of the text, multiplied by the factor,
    /// exceeds the maximum length.
    /// </summary>
    public const string BoundedSignature = "$bounded(text: string, factor: long): string";

    /// <summary>The length of a one-character match in a nested array when the character is escaped: <c>["\u0001"],</c>.</summary>
    private const int MatchCharacters = 11;

    /// <summary>Returns the SQL for a group of the first match. DuckDB accepts only a constant group number.</summary>
    public static string Extract(CallNode call, IReadOnlyList<string> sql)
    {
        if (call.Arguments[1] is ConstantNode)
            return $"regexp_extract({sql[2]}, {sql[0]}, {sql[1]}::INTEGER)";
        var groups = Math.Min(MaxGroup, Groups((string)((ConstantNode)call.Arguments[0]).Value!));
        var cases = Enumerable.Range(0, groups + 1)
            .Select(group => string.Create(CultureInfo.InvariantCulture,
                $" WHEN {group} THEN regexp_extract({sql[2]}, {sql[0]}, {group})"));
        return $"CASE {sql[1]}{string.Concat(cases)} END";
    }

    /// <summary>
    /// Returns the SQL for all matches. A match is a string if the expression has at most one group, and an array of the groups otherwise.
    /// </summary>
    public static string ExtractAll(CallNode call, IReadOnlyList<string> sql)
    {
        var groups = Groups((string)((ConstantNode)call.Arguments[0]).Value!);
        return AllOf(sql[0], sql[1], groups > 0 ? [.. Enumerable.Range(1, groups)] : [0]);
    }

    public static string ExtractGroups(CallNode call, IReadOnlyList<string> sql)
    {
        using var numbers = JsonDocument.Parse((string)((ConstantNode)call.Arguments[1]).Value!);
        var names = GroupNames((string)((ConstantNode)call.Arguments[0]).Value!).ToList();
        return AllOf(sql[0], sql[2], [.. DynamicValues.Elements(numbers.RootElement).Select(group => Number(names, group))]);
    }

    /// <exception cref="KqlException">The regular expression does not have the group.</exception>
    private static int Number(List<string> names, JsonElement group)
    {
        var number = group.ValueKind switch
        {
            JsonValueKind.String => names.IndexOf(group.GetString()!) is >= 0 and var index ? index + 1 : -1,
            JsonValueKind.Number => group.TryGetInt32(out var groupNumber) ? groupNumber : -1,
            _ => -1,
        };
        return number >= 0 && number <= names.Count ? number : throw new KqlException(KqlErrorKind.Semantic, "SEM0100",
            $"extract_all(): the regular expression has no capture group {group.GetRawText()}.", 1, 0);
    }

    /// <summary>
    /// Returns the SQL that replaces all matches. There can be an empty match at each position, so the result can contain the rewrite
    /// before each character. In addition, the result can contain the whole text once for each reference to a group.
    /// </summary>
    public static string Replace(ScalarNode rewrite, string text, string regex, string rewriteSql)
    {
        var written = (string)((ConstantNode)rewrite).Value!;
        var references = written.Count(c => c == '\\');
        var bounded = written.Length == 0 ? text : Bounded(text, 1 + written.Length + references);
        return $"regexp_replace({bounded}, {regex}, {rewriteSql}, 'g')";
    }

    /// <summary>Returns the SQL for a text that a DuckDB function can make up to <paramref name="factor"/> times as long.</summary>
    public static string Bounded(string text, int factor) =>
        string.Create(CultureInfo.InvariantCulture, $"kql_bounded_string_long({text}, {factor}::BIGINT)");

    /// <summary>Returns the number of numbered groups in a regular expression.</summary>
    public static int Groups(string regex) => GroupNames(regex).Count();

    /// <summary>Returns the names of the numbered groups, in order. The name of an unnamed group is an empty string.</summary>
    private static IEnumerable<string> GroupNames(string regex)
    {
        for (var i = 0; i < regex.Length; i++)
        {
            if (regex[i] == '\\')
                i++;
            else if (regex[i] == '[')
                i = ClassEnd(regex, i);
            else if (regex[i] == '(' && (i + 1 >= regex.Length || regex[i + 1] != '?'
                || (i + 2 < regex.Length && regex[i + 2] is 'P' or '<')))
                yield return i + 1 < regex.Length && regex[i + 1] == '?' ? regex[(regex.IndexOf('<', i) + 1)..].Split('>')[0] : "";
        }
    }

    /// <summary>
    /// Returns the position of a match, or -1 if there is no match. Returns null for a negative start or occurrence, and for a length below
    /// -1. The length -1 means the rest of the text.
    /// </summary>
    public static long? IndexOf(string text, string regex, long start, long length, long occurrence)
    {
        if (start < 0 || occurrence < 0 || length < -1)
            return null;
        if (start > text.Length || occurrence == 0)
            return -1;
        var part = text.Substring((int)start, (int)(length < 0 ? text.Length - start : Math.Min(length, text.Length - start)));
        var match = RegexCache.Find(regex).Match(part);
        while (match.Success && --occurrence > 0)
            match = match.NextMatch();
        return match.Success ? start + match.Index : -1;
    }

    private static int ClassEnd(string regex, int at)
    {
        for (var i = at + 2; i < regex.Length; i++)
        {
            if (regex[i] == '\\')
                i++;
            else if (regex[i] == ']')
                return i;
        }

        return regex.Length;
    }

    private static string AllOf(string regex, string text, int[] groups)
    {
        var bounded = Bounded(text, MatchCharacters * groups.Length);
        var lists = groups.Select(group => $"regexp_extract_all({bounded}, {regex}, {group})").ToList();
        var all = lists.Count == 1
            ? $"to_json({lists[0]})"
            : $"to_json(list_transform(list_zip({string.Join(", ", lists)}), lambda z: "
                + $"[{string.Join(", ", groups.Select((_, i) => $"z[{i + 1}]"))}]))";
        return $"CASE WHEN regexp_matches({text}, {regex}) THEN {all} END";
    }
}
