using System.Globalization;
using System.Text.Json;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// The common base of the functions of regular expressions. The groups of a constant expression are counted before a row is read.
/// </summary>
internal static class RegexFunctions
{
    /// <summary>The highest group number that the database extracts.</summary>
    private const int MaxGroup = 9;

    /// <summary>A text that may grow by the given factor; the statement fails if the result could be too large.</summary>
    public const string BoundedSignature = "$bounded(text: string, factor: long): string";

    /// <summary>The length of an escaped match of one character in a nested array, as <c>["\u0001"],</c>.</summary>
    private const int MatchCharacters = 11;

    /// <summary>A group of the first match. The database takes the number of a group only as a constant.</summary>
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

    /// <summary>Every match: its one group, or an array of its groups.</summary>
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

    /// <exception cref="KqlException">The expression has no such group.</exception>
    private static int Number(List<string> names, JsonElement group)
    {
        var number = group.ValueKind switch
        {
            JsonValueKind.String => names.IndexOf(group.GetString()!) is >= 0 and var index ? index + 1 : -1,
            JsonValueKind.Number => group.TryGetInt32(out var given) ? given : -1,
            _ => -1,
        };
        return number >= 0 && number <= names.Count ? number : throw new KqlException(KqlErrorKind.Semantic, "SEM0100",
            $"extract_all(): the regular expression has no capture group {group.GetRawText()}.", 1, 0);
    }

    /// <summary>
    /// All matches replaced. A match may be empty at each position, so the result may be as long as the text, with the rewrite before each
    /// character and the text once for each reference to a group.
    /// </summary>
    public static string Replace(ScalarNode rewrite, string text, string regex, string rewriteSql)
    {
        var written = (string)((ConstantNode)rewrite).Value!;
        var references = written.Count(c => c == '\\');
        var bounded = written.Length == 0 ? text : Bounded(text, 1 + written.Length + references);
        return $"regexp_replace({bounded}, {regex}, {rewriteSql}, 'g')";
    }

    /// <summary>The SQL of a text that a function of the database makes up to <paramref name="factor"/> times as long.</summary>
    public static string Bounded(string text, int factor) =>
        string.Create(CultureInfo.InvariantCulture, $"kql_bounded_string_long({text}, {factor}::BIGINT)");

    /// <summary>The number of an expression's numbered groups.</summary>
    public static int Groups(string regex) => GroupNames(regex).Count();

    /// <summary>The groups that are numbered, in order; those without a name are "".</summary>
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

    /// <summary>-1 where there is no match; null for a negative start or occurrence and for a length below -1 (-1: all).</summary>
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
