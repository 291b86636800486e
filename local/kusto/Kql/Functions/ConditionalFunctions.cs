using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// Functions that select a value by a condition, and tests for null and empty values. A condition that depends only on literals and query
/// parameters is evaluated at compile time.
/// </summary>
internal static class ConditionalFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Sql("iff|iif(if: bool, then: any, else: any): common", "CASE WHEN {0} THEN {1} ELSE {2} END") with
        {
            Fold = call => call.Arguments[0] is ConstantNode condition ? call.Arguments[condition.Value is true ? 1 : 2] : null,
            Nullability = call => call.Arguments[1].IsNullable || call.Arguments[2].IsNullable,
        },
        Sql("case(...3 argument: any): common", Case) with
        {
            Fold = FoldCase,
            Nullability = call => call.Arguments.Where((_, i) => i % 2 == 1 || i == call.Arguments.Count - 1)
                .Any(value => value.IsNullable),
        },
        Sql("coalesce(...2 value: any): common", Coalesce) with
        {
            Fold = FoldCoalesce, Nullability = call => call.Arguments.All(value => value.IsNullable),
        },
        Sql("max_of(...2 value: orderable): common",
            (call, sql) => $"greatest({string.Join(", ", sql)})") with { Nullability = call =>
                call.Arguments.All(value => value.IsNullable) },
        Sql("min_of(...2 value: orderable): common",
            (call, sql) => $"least({string.Join(", ", sql)})") with { Nullability = call => call.Arguments.All(value => value.IsNullable) },

        Sql("isnull(value: any): bool!", "({0} IS NULL)") with { Fold = call => IsNull(call.Arguments[0]) is { } known
            ? ConstantNode.From(known) : null },
        Sql("isnotnull|notnull(value: any): bool!", "({0} IS NOT NULL)") with { Fold = call => IsNull(call.Arguments[0]) is { } known
            ? ConstantNode.From(!known) : null },
        Sql("isempty(value: any): bool!", (call, sql) => call.Arguments[0].Type switch
        {
            KustoType.String => $"({sql[0]} = '')",
            KustoType.Dynamic => $"(coalesce({sql[0]} ->> '$', '') = '')",
            _ => $"({sql[0]} IS NULL)",
        }) with
        {
            Fold = call => IsEmpty(call.Arguments[0]) is { } known ? ConstantNode.From(known) : null,
        },
        Sql("isnotempty|notempty(value: any): bool!", (call, sql) => call.Arguments[0].Type switch
        {
            KustoType.String => $"({sql[0]} <> '')",
            KustoType.Dynamic => $"(coalesce({sql[0]} ->> '$', '') <> '')",
            _ => $"({sql[0]} IS NOT NULL)",
        }) with
        {
            Fold = call => IsEmpty(call.Arguments[0]) is { } known ? ConstantNode.From(!known) : null,
        },
        Sql("$or_empty(value: string): string", "coalesce({0}, '')"),
        Sql("isnan(number: floating): bool!", "coalesce(isnan({0}), false)"),
        Sql("isinf(number: floating): bool!", "coalesce(isinf({0}), false)"),
        Sql("isfinite(number: floating): bool!", "coalesce(isfinite({0}), false)"),
        Native("assert(predicate: bool, const message: string): bool", (bool predicate, string message) => predicate ? true
            : throw new AssertionFailedException(message)),
        Sql("gettype(value: any): string", (call, sql) => call.Arguments[0].Type switch
        {
            KustoType.Dynamic =>
                $"CASE json_type({sql[0]}) WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'dictionary' WHEN 'VARCHAR' THEN 'string' "
                + "WHEN 'BOOLEAN' THEN 'bool' WHEN 'DOUBLE' THEN 'double' WHEN 'BIGINT' THEN 'long' WHEN 'UBIGINT' THEN 'long' "
                + "WHEN 'HUGEINT' THEN 'long' ELSE 'null' END",
            var type => $"'{type.CslName()}'",
        }),
    ];

    /// <summary>Returns whether the value is null, or <c>null</c> if this is unknown at compile time. A string is never null.</summary>
    private static bool? IsNull(ScalarNode value) => value.Type == KustoType.String ? false : value is ConstantNode constant
        ? constant.Value is null : null;

    private static bool? IsEmpty(ScalarNode value) => value is ConstantNode constant && value.Type != KustoType.Dynamic
        ? constant.Value is null or "" : null;

    private static string Case(CallNode call, IReadOnlyList<string> sql)
    {
        var whens = Enumerable.Range(0, sql.Count / 2).Select(i => $" WHEN {sql[2 * i]} THEN {sql[(2 * i) + 1]}");
        return $"CASE{string.Concat(whens)} ELSE {sql[^1]} END";
    }

    private static ScalarNode? FoldCase(CallNode call)
    {
        var open = new List<ScalarNode>();
        var isDecided = false;
        var otherwise = call.Arguments[^1];
        for (var i = 0; i + 1 < call.Arguments.Count && !isDecided; i += 2)
        {
            if (call.Arguments[i] is not ConstantNode condition)
                open.AddRange([call.Arguments[i], call.Arguments[i + 1]]);
            else if (condition.Value is true)
                (isDecided, otherwise) = (true, call.Arguments[i + 1]);
        }

        return open.Count == 0 ? otherwise : open.Count + 1 == call.Arguments.Count ? null : call with { Arguments = [.. open, otherwise] };
    }

    /// <summary>Returns the SQL for coalesce(), which skips empty strings in the same way as nulls.</summary>
    private static string Coalesce(CallNode call, IReadOnlyList<string> sql) => call.Type == KustoType.String
        ? $"coalesce({string.Join(", ", sql.Select(value => $"nullif({value}, '')"))}, '')"
        : $"coalesce({string.Join(", ", sql)})";

    private static ScalarNode? FoldCoalesce(CallNode call)
    {
        var open = call.Arguments.Where(value => value is not ConstantNode { Value: null or "" }).ToList();
        if (open.Count == 0)
            return call.Arguments[0];
        return open[0] is ConstantNode || open.Count == 1 ? open[0] : open.Count < call.Arguments.Count ? call with { Arguments = open }
            : null;
    }
}
