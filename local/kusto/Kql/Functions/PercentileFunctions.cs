using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// The aggregation functions to which percentile() and its variants are compiled. Percentiles are constants from 0 to 100.
/// </summary>
internal static class PercentileFunctions
{
    /// <summary>
    /// The arguments are the value and the percentile. If several percentiles are computed together, the list of all these percentiles
    /// follows.
    /// </summary>
    public static readonly AggregateFunction Single = new(Signature.Parse("percentile(expr: any, percentile: number): promoted"),
        "percentile")
    {
        // DuckDB computes the percentile in the type of the value because this is faster. For integers, the result is then converted to
        // long.
        Sql = (node, sql, filter, _) => (node.Arguments.Count == 2
            ? $"quantile_disc({sql[0]}, {Fraction(node.Arguments[1])}){filter}"
            : $"(quantile_disc({sql[0]}, [{string.Join(", ", node.Arguments.Skip(2).Select(Fraction))}]){filter})[{Place(node)}]")
            + (node.Arguments[0].Type == node.Type ? "" : $"::{node.Type.DuckDbName()}"),
    };

    /// <summary>The weighted percentile, in which each value is counted as many times as its weight specifies.</summary>
    public static readonly AggregateFunction Weighted = new(
        Signature.Parse("percentilew(expr: any, weight: number, percentile: number): promoted"), "percentile")
    {
        Sql = (node, sql, filter, _) => $"{(node.Type == KustoType.Real ? "kql_weighted_percentile_real" : "kql_weighted_percentile_long")}"
            + $"(to_json(list({sql[0]}){filter}), to_json(list({sql[1]}){filter}), {Fraction(node.Arguments[2])})",
    };

    /// <summary>Returns the 1-based position of an aggregate's own percentile in the list.</summary>
    private static int Place(AggregateNode node) =>
        node.Arguments.Skip(2).TakeWhile(percent => !ReferenceEquals(percent, node.Arguments[1])).Count() + 1;

    /// <summary>
    /// Returns the percentile as a decimal fraction. As a double, 0.55 would be slightly too large and would select the 56th of 100 values
    /// instead of the 55th.
    /// </summary>
    private static string Fraction(ScalarNode percent)
    {
        var value = ((ConstantNode)percent).Value;
        var number = value is KustoDecimal exact ? exact.ToDouble() : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return ((decimal)number / 100).ToString("0.0###########################", CultureInfo.InvariantCulture);
    }
}
