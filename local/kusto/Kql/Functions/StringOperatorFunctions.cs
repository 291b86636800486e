using System.Text;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// String operators: case-insensitive equality, terms, substrings and regular expressions. The binder handles negated operators.
/// </summary>
internal static class StringOperatorFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Sql("=~(left: text, right: text): bool", "(lower({0}) = lower({1}))") with { Fold = FoldEquality },
        Sql("contains(text: text, part: text): bool", "contains(lower({0}), lower({1}))") with
        {
            Fold = Known((text, part) => text.Contains(part, StringComparison.OrdinalIgnoreCase)),
        },
        Sql("contains_cs(text: text, part: text): bool", "contains({0}, {1})") with
        {
            Fold = Known((text, part) => text.Contains(part, StringComparison.Ordinal)),
        },
        Sql("startswith(text: text, start: text): bool", "starts_with(lower({0}), lower({1}))") with
        {
            Fold = Known((text, part) => text.StartsWith(part, StringComparison.OrdinalIgnoreCase)),
        },
        Sql("startswith_cs(text: text, start: text): bool", "starts_with({0}, {1})") with
        {
            Fold = Known((text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        },
        Sql("endswith(text: text, end: text): bool", "ends_with(lower({0}), lower({1}))") with
        {
            Fold = Known((text, part) => text.EndsWith(part, StringComparison.OrdinalIgnoreCase)),
        },
        Sql("endswith_cs(text: text, end: text): bool", "ends_with({0}, {1})") with
        {
            Fold = Known((text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        },
        Sql("matches regex(text: text, regex: string): bool", "regexp_matches({0}, {1})"),
        Term("has", TermMatch.Whole),
        Term("has_cs", TermMatch.Whole | TermMatch.CaseSensitive),
        Term("hasprefix", TermMatch.Start),
        Term("hasprefix_cs", TermMatch.Start | TermMatch.CaseSensitive),
        Term("hassuffix", TermMatch.End),
        Term("hassuffix_cs", TermMatch.End | TermMatch.CaseSensitive),
        Native("has_any(text: text, terms: dynamic): bool!", (string text, System.Text.Json.JsonElement terms) => Texts(terms)
            .Any(term => Terms.Has(text, term))),
        Native("has_all(text: text, terms: dynamic): bool!", (string text, System.Text.Json.JsonElement terms) => Texts(terms)
            .All(term => Terms.Has(text, term))),
        Native("has_any_index(source: text, values: dynamic): long", (string text, System.Text.Json.JsonElement terms) => (long)Texts(terms)
            .ToList().FindIndex(term => Terms.Has(text, term))),

        // Membership
        Sql("in(value: any, ...item: any): bool!", "coalesce({0} IN ({+}), false)") with
        {
            FilterTemplate = "{0} IN ({+})",
            Fold = FoldMembership,
        },
        Native("$in_array(value: dynamic, array: dynamic): bool",
            (System.Text.Json.JsonElement value, System.Text.Json.JsonElement array) => DynamicValues.Elements(array)
                .Any(element => DynamicValues.AreEqual(element, value))),
    ];

    private static ScalarFunction Term(string name, TermMatch match)
    {
        var signature = Signature.Parse($"{name}(text: text, term: text): bool");
        var native = NativeFunction.Utf8Condition("kql_" + name, (text, term) => Terms.Has(text, term, match));
        return new ScalarFunction(signature) { Native = native, Template = $"{native.Name}({{*}})" };
    }

    private static ConstantNode? FoldEquality(CallNode call) =>
        call.Arguments is [ConstantNode { Value: string a }, ConstantNode { Value: string b }]
            ? ConstantNode.From(string.Equals(a, b, StringComparison.OrdinalIgnoreCase)) : null;

    /// <summary>
    /// Folds a test of constant strings. Only tests of ASCII text are folded, because the rules for letter case in DuckDB and .NET can
    /// differ for other characters.
    /// </summary>
    private static Func<CallNode, ScalarNode?> Known(Func<string, string, bool> test) => call =>
        call.Arguments is [ConstantNode { Type: KustoType.String, Value: string text }, ConstantNode { Type: KustoType.String } other]
            && other.Value is string part && Ascii.IsValid(text) && Ascii.IsValid(part)
            ? ConstantNode.From(test(text, part)) : null;

    private static ConstantNode? FoldMembership(CallNode call) =>
        call.Arguments.All(argument => argument is ConstantNode { Value: not null and not double })
            ? ConstantNode.From(call.Arguments.Skip(1)
                .Any(item => Equals(((ConstantNode)item).Value, ((ConstantNode)call.Arguments[0]).Value)))
            : null;

    /// <summary>
    /// Returns the elements of an array as strings. A value that is not an array is treated as an array with one element.
    /// </summary>
    private static IEnumerable<string> Texts(System.Text.Json.JsonElement terms) =>
        terms.ValueKind == System.Text.Json.JsonValueKind.Array ? terms.EnumerateArray().Select(DynamicValues.Text)
            : [DynamicValues.Text(terms)];
}
