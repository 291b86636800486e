using System.Globalization;
using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// The aggregation functions, except for functions that return several columns (arg_max, take_any, percentiles), which the binder handles.
/// Most functions ignore nulls. If there are no values, the result is 0, NaN, an empty array, or null, depending on the function.
/// </summary>
internal static class AggregateFunctions
{
    /// <summary>The maximum number of elements in a list or set.</summary>
    private const long MaxElements = 1_048_576;

    /// <summary>The default maximum for the deprecated functions makelist and makeset.</summary>
    private const long DeprecatedMaxElements = 128;

    public static readonly IReadOnlyList<AggregateFunction> All =
    [
        Aggregate("count(): long", "count", "count(*){filter}") with { ConditionalName = "countif", ArgumentsBeforeCondition = 0 },
        Aggregate("count_distinct(expr: notdynamic): long", "count_distinct",
            "count(DISTINCT {0}){filter}") with { ConditionalName = "count_distinctif" },
        Aggregate("dcount(expr: any, const accuracy: long = 1): long", "dcount",
            "count(DISTINCT {0}){filter}") with { ConditionalName = "dcountif" },

        Aggregate("sum(expr: integer): long", "sum", "coalesce(sum({0}){filter}, 0)::BIGINT") with { ConditionalName = "sumif" },
        Aggregate("sum(expr: exactreal): real", "sum", "coalesce(sum({0}){filter}, 0)") with { ConditionalName = "sumif" },
        Aggregate("sum(expr: timespan): timespan", "sum", "coalesce(sum({0}){filter}, 0)::BIGINT") with { ConditionalName = "sumif" },
        Aggregate("sum(expr: exactdecimal): decimal", "sum",
            "kql_decimal_sum_dynamic(to_json(list({0}){filter}))") with { ConditionalName = "sumif" },
        Aggregate("avg(expr: integer): real", "avg", "coalesce(avg({0}){filter}, 'nan'::DOUBLE)") with { ConditionalName = "avgif" },
        Aggregate("avg(expr: exactreal): real", "avg", "coalesce(avg({0}){filter}, 'nan'::DOUBLE)") with { ConditionalName = "avgif" },
        Aggregate("avg(expr: timespan): timespan", "avg",
            "(sum({0}){filter} // count({0}){filter})::BIGINT") with { ConditionalName = "avgif" },
        Aggregate("avg(expr: datetime): datetime", "avg",
            "(sum({0}){filter} // count({0}){filter})::BIGINT") with { ConditionalName = "avgif" },
        Aggregate("avg(expr: exactdecimal): decimal", "avg",
            "kql_decimal_average_dynamic(to_json(list({0}){filter}))") with { ConditionalName = "avgif" },
        Aggregate("min(expr: orderable): expr", "min", "min({0}){filter}") with { ConditionalName = "minif" },
        Aggregate("max(expr: orderable): expr", "max", "max({0}){filter}") with { ConditionalName = "maxif" },

        Aggregate("stdev(expr: measure): real", "stdev", "coalesce(stddev_samp({0}){filter}, 0)") with { ConditionalName = "stdevif" },
        Aggregate("stdevp(expr: measure): real", "stdevp", "coalesce(stddev_pop({0}){filter}, 0)"),
        Aggregate("variance(expr: measure): real", "variance",
            "coalesce(var_samp({0}){filter}, 0)") with { ConditionalName = "varianceif" },
        Aggregate("variancep(expr: measure): real", "variancep",
            "coalesce(var_pop({0}){filter}, 0)") with { ConditionalName = "variancepif" },
        Aggregate("covariance(expr1: measure, expr2: measure): real", "covariance",
            "coalesce(covar_samp({0}, {1}){filter}, 0)") with { ConditionalName = "covarianceif", ArgumentsBeforeCondition = 2 },
        Aggregate("covariancep(expr1: measure, expr2: measure): real", "covariancep",
            "coalesce(covar_pop({0}, {1}){filter}, 0)") with { ConditionalName = "covariancepif", ArgumentsBeforeCondition = 2 },

        Aggregate("binary_all_and(expr: integer): expr", null, "bit_and({0}){filter}"),
        Aggregate("binary_all_and(expr: timespan): timespan", null, "bit_and({0}){filter}"),
        Aggregate("binary_all_and(expr: datetime): datetime", null, "bit_and({0}){filter}"),
        Aggregate("binary_all_or(expr: integer): expr", null, "bit_or({0}){filter}"),
        Aggregate("binary_all_or(expr: timespan): timespan", null, "bit_or({0}){filter}"),
        Aggregate("binary_all_or(expr: datetime): datetime", null, "bit_or({0}){filter}"),
        Aggregate("binary_all_xor(expr: integer): expr", null, "bit_xor({0}){filter}"),
        Aggregate("binary_all_xor(expr: timespan): timespan", null, "bit_xor({0}){filter}"),
        Aggregate("binary_all_xor(expr: datetime): datetime", null, "bit_xor({0}){filter}"),

        new AggregateFunction(Signature.Parse("make_list(expr: any, const maxSize: long = 1048576): dynamic"),
            "list") { Sql = List, ConditionalName = "make_list_if" },
        new AggregateFunction(Signature.Parse("makelist(expr: any, const maxSize: long = 128): dynamic"), "list") { Sql = List },
        new AggregateFunction(Signature.Parse("make_list_with_nulls(expr: any): dynamic"), "list") { Sql = ListWithNulls },
        new AggregateFunction(Signature.Parse("make_set(expr: any, const maxSize: long = 1048576): dynamic"), "set") { Sql = Set,
            ConditionalName = "make_set_if" },
        new AggregateFunction(Signature.Parse("makeset(expr: any, const maxSize: long = 128): dynamic"), "set") { Sql = Set },
        new AggregateFunction(Signature.Parse("make_bag|make_dictionary(expr: dynamic, const maxSize: long = 1048576): dynamic"),
            "bag") { Sql = Bag, ConditionalName = "make_bag_if" },
        Aggregate("buildschema(expr: dynamic): dynamic", "schema", "kql_built_schema(to_json(coalesce(list({0}){filter}, [])))"),
    ];

    /// <summary>The native functions that the SQL of the aggregation functions calls.</summary>
    public static readonly IReadOnlyList<NativeFunction> Natives =
    [
        NativeFunction.From("kql_decimal_sum_dynamic", (JsonElement values) => Decimals(values)
            .Aggregate(KustoDecimal.Zero, (sum, value) => sum + value)),
        NativeFunction.From("kql_decimal_average_dynamic", (JsonElement values) => Average([.. Decimals(values)])),
        NativeFunction.From("kql_distinct_elements",
            (JsonElement values, long most) => DynamicValues.Array(DynamicSets.Distinct(values.EnumerateArray()
            .SelectMany(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1))
            .Where(value => value.ValueKind != JsonValueKind.Null)).Take((int)most))),
        NativeFunction.From("kql_weighted_percentile_long",
            (JsonElement values, JsonElement weights, double fraction) => Quantiles.Weighted(values, weights, fraction)?.GetInt64()),
        NativeFunction.From("kql_weighted_percentile_real",
            (JsonElement values, JsonElement weights, double fraction) => Quantiles.Weighted(values, weights, fraction)?.GetDouble()),
        NativeFunction.From("kql_built_schema", (JsonElement values) => DynamicSchemas.From(values)),
        NativeFunction.From("kql_merged_bag", (JsonElement bags, long most) => Merged(bags, most)),
    ];

    private static AggregateFunction Aggregate(string signature, string? prefix, string template) =>
        new(Signature.Parse(signature), prefix) { Template = template };

    private static string List(AggregateNode node, IReadOnlyList<string> sql, string filter, string order) =>
        $"to_json(coalesce({Limited(node, $"list({sql[0]}{order}){WithoutNulls(sql[0], filter)}")}, []))";

    /// <summary>Returns the FILTER clause with the additional condition that the value is not null.</summary>
    private static string WithoutNulls(string value, string filter) =>
        filter.Length == 0 ? $" FILTER (WHERE {value} IS NOT NULL)" : filter[..^1] + $" AND {value} IS NOT NULL)";

    private static string ListWithNulls(AggregateNode node, IReadOnlyList<string> sql, string filter, string order) =>
        $"to_json(coalesce(list({sql[0]}{order}){filter}, []))";

    /// <summary>Returns the SQL that computes a set. The elements of an array are added separately.</summary>
    private static string Set(AggregateNode node, IReadOnlyList<string> sql, string filter, string order)
    {
        if (node.Arguments[0].Type != KustoType.Dynamic || node.Arguments[0] is CallNode { Function.Name: "$to_dynamic" } call
            && call.Arguments[0].Type != KustoType.Dynamic)
        {
            return $"to_json(coalesce({Limited(node, $"list(DISTINCT {sql[0]}){WithoutNulls(sql[0], filter)}")}, []))";
        }

        return $"kql_distinct_elements(to_json(coalesce(list({sql[0]}{order}){filter}, [])), {ElementLimit(node)})";
    }

    private static string Bag(AggregateNode node, IReadOnlyList<string> sql, string filter, string order) =>
        $"kql_merged_bag(to_json(coalesce(list({sql[0]}{order}){filter}, [])), {ElementLimit(node)})";

    private static string Limited(AggregateNode node, string list) => ElementLimit(node) >= MaxElements ? list
        : string.Create(CultureInfo.InvariantCulture, $"{list}[1:{ElementLimit(node)}]");

    private static long ElementLimit(AggregateNode node) =>
        node.Arguments.Count > 1 && node.Arguments[1] is ConstantNode { Value: long limit } ? Math.Clamp(limit, 0, MaxElements)
        : node.Function.Name is "makelist" or "makeset" ? DeprecatedMaxElements : MaxElements;

    private static IEnumerable<KustoDecimal> Decimals(JsonElement values) =>
        values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String)
            .Select(value => KustoDecimal.Decode(value.GetString()!));

    private static KustoDecimal? Average(IReadOnlyList<KustoDecimal> values) =>
        values.Count == 0 ? null : KustoDecimal.Divide(values.Aggregate(KustoDecimal.Zero, (sum, value) => sum + value),
            KustoDecimal.From(values.Count));

    private static Json Merged(JsonElement bags, long most)
    {
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var bag in bags.EnumerateArray().Where(bag => bag.ValueKind == JsonValueKind.Object))
        {
            foreach (var member in bag.EnumerateObject())
            {
                if (members.Count < most)
                    members.TryAdd(member.Name, member.Value.GetRawText());
            }
        }

        return DynamicValues.Bag(members);
    }
}
