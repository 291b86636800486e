using System.Text;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;
using static LocalKusto.Kql.Plan.ColumnNaming;

namespace LocalKusto.Kql.Functions;

/// <summary>String functions. Positions are 0-based and count characters (code points).</summary>
internal static class StringFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Sql("strlen(string: text): long", "length({0})", Prefixed),
        Sql("string_size(string: text): long", "strlen({0})", Prefixed),
        Sql("toupper(value: anytext): string", "upper({0})"),
        Sql("tolower(value: anytext): string", "lower({0})"),
        Sql("reverse(value: anytext): string", "reverse({0})"),
        NativeString("strcat(...arg: anytext): string", null, Utf8Texts.Concatenate),
        NativeString("strcat_delim(delimiter: anytext, ...2 arg: anytext): string", null, Utf8Texts.Join),
        Sql("strcmp(s1: anytext, s2: anytext): long", "(CASE WHEN {0} < {1} THEN -1 WHEN {0} > {1} THEN 1 ELSE 0 END)::BIGINT"),
        Native("strrep(value: anytext, multiplier: long, delimiter: anytext = ''): string",
            (string value, long count, string delimiter) => Repeat(value, count, delimiter)),
        Sql("substring(string: anytext, start: long): string",
            "substring({0}, CASE WHEN {1} < 0 THEN greatest(length({0}) + {1}, 0) ELSE {1} END + 1)"),
        Sql("substring(string: anytext, start: long, length: long): string",
            "substring({0}, CASE WHEN {1} < 0 THEN greatest(length({0}) + {1}, 0) ELSE {1} END + 1, "
            + "CASE WHEN {2} < 0 THEN 0 ELSE {2} END)"),
        Sql("indexof(source: anytext, match: anytext): long", "(instr({0}, {1}) - 1)"),
        Native("indexof(source: anytext, match: anytext, start: long, length: long = -1, const occurrence: long = 1): long?",
            (string text, string part, long start, long length, long occurrence) => Texts.IndexOf(text, part, start, length, occurrence)),
        Native("split(source: anytext, delimiter: text): dynamic",
            (string text, string delimiter) => DynamicValues.Strings(Texts.Split(text, delimiter)), FirstArgument),
        Native("split(source: anytext, delimiter: text, requestedIndex: long): dynamic",
            (string text, string delimiter, long index) =>
                DynamicValues.Strings(Texts.Split(text, delimiter).Skip((int)Math.Clamp(index, 0, int.MaxValue)).Take(index < 0 ? 0 : 1)),
                    FirstArgument),
        NativeString("replace_string(text: text, lookup: text, rewrite: text): string", 3, Utf8Texts.Replace),
        Native("replace_strings(text: text, lookups: dynamic, rewrites: dynamic): string",
            (string text, System.Text.Json.JsonElement lookups, System.Text.Json.JsonElement rewrites) =>
                Texts.Replace(text, lookups, rewrites)),
        Native("translate(searchList: text, replacementList: text, source: text): string",
            (string search, string replacement, string source) => Texts.Translate(search, replacement, source)),
        Native("countof(source: text, search: text): long", (string text, string part) => Texts.CountOverlapping(text, part)),
        Sql("$countof_regex(source: text, regex: text): long", "len(regexp_extract_all({0}, {1}))"),
        Native("isascii(value: anytext): bool", (string text) => Ascii.IsValid(text)),
        Native("isutf8(value: anytext): bool", (string _) => true),
        Native("unicode_codepoints_from_string|to_utf8(value: anytext): dynamic",
            (string text) => DynamicValues.Array(text.EnumerateRunes()
                .Select(rune => rune.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)))),
        NativeVariadic<System.Text.Json.JsonElement?, string>("unicode_codepoints_to_string|make_string(...value: codepoint): string",
            values => Texts.FromCodePoints(values.OfType<System.Text.Json.JsonElement>())),
        Native("strcat_array|array_strcat(array: dynamic, delimiter: anytext): string",
            (System.Text.Json.JsonElement array, string delimiter) =>
                Texts.Join(delimiter, DynamicValues.Elements(array).Select(DynamicValues.Text))),

        // Regular expressions (RE2)
        Sql("extract(const regex: string, captureGroup: long, source: text): string", RegexFunctions.Extract),
        Sql("extract_all|extractall(const regex: string, source: text): dynamic?", RegexFunctions.ExtractAll),
        Sql("extract_all|extractall(const regex: string, const captureGroups: dynamic, source: text): dynamic?",
            RegexFunctions.ExtractGroups),
        Sql("replace_regex(source: text, const lookup_regex: string, const rewrite_pattern: string): string",
            (call, sql) => RegexFunctions.Replace(call.Arguments[2], sql[0], sql[1], sql[2])),
        Sql("replace(const regex: string, const rewrite: string, source: text): string",
            (call, sql) => RegexFunctions.Replace(call.Arguments[1], sql[2], sql[0], sql[1])),
        Sql("trim(const regex: string, source: text): string",
            "regexp_replace(regexp_replace({1}, '^(?:' || {0} || ')', ''), '(?:' || {0} || ')$', '')"),
        Sql("trim_start(const regex: string, source: text): string", "regexp_replace({1}, '^(?:' || {0} || ')', '')"),
        Sql("trim_end(const regex: string, source: text): string", "regexp_replace({1}, '(?:' || {0} || ')$', '')"),
        Sql("regex_quote(string: anytext): string", $"regexp_escape({RegexFunctions.Bounded("{0}", 2)})"),
        Native(RegexFunctions.BoundedSignature, (string text, long charactersPerCharacter) =>
        {
            Evaluation.CheckLength(text.Length * charactersPerCharacter);
            return text;
        }),
        Native("indexof_regex(source: anytext, const match: anytext, start: long = 0, length: long = -1, "
            + "const occurrence: long = 1): long?",
            (string text, string regex, long start, long length, long occurrence) =>
                RegexFunctions.IndexOf(text, regex, start, length, occurrence)),
    ];

    private const int MaxRepetitions = 1024;

    private static string Repeat(string value, long count, string delimiter)
    {
        var repetitions = (int)Math.Clamp(count, 0, MaxRepetitions);
        Evaluation.CheckLength(((long)value.Length + delimiter.Length) * repetitions);
        return string.Join(delimiter, Enumerable.Repeat(value, repetitions));
    }
}
