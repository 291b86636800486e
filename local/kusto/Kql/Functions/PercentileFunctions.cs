using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Functions;

/// <summary>The aggregates that percentile() and its forms become. Percents are constants from 0 to 100.</summary>
internal static class PercentileFunctions
{
    /// <summary>
    /// The arguments are the value and the percent, followed by the percents of all aggregates that are computed with it, if there are
    /// others.
    /// </summary>
    public static readonly AggregateFunction Single = new(Signature.Parse("percentile(expr: any, percentile: number): promoted"),
        "percentile")
    {
        // The database has the type of the value, in which it is faster; the result of whole numbers is a long.
        Sql = (node, sql, filter, _) => (node.Arguments.Count == 2
            ? $"quantile_disc({sql[0]}, {Fraction(node.Arguments[1])}){filter}"
            : $"(quantile_disc({sql[0]}, [{string.Join(", ", node.Arguments.Skip(2).Select(Fraction))}]){filter})[{Place(node)}]")
            + (node.Arguments[0].Type == node.Type ? "" : $"::{node.Type.DuckDbName()}"),
    };

    /// <summary>Each value counts as often as its weight states.</summary>
    public static readonly AggregateFunction Weighted = new(
        Signature.Parse("percentilew(expr: any, weight: number, percentile: number): promoted"), "percentile")
    {
        Sql = (node, sql, filter, _) => $"{(node.Type == KustoType.Real ? "kql_weighted_percentile_real" : "kql_weighted_percentile_long")}"
            + $"(to_json(list({sql[0]}){filter}), to_json(list({sql[1]}){filter}), {Fraction(node.Arguments[2])})",
    };

    /// <summary>The position of an aggregate's own percent in the list, from 1.</summary>
    private static int Place(AggregateNode node) =>
        node.Arguments.Skip(2).TakeWhile(percent => !ReferenceEquals(percent, node.Arguments[1])).Count() + 1;

    /// <summary>A decimal: 0.55 of 100 values is the 55th, where the nearest double is slightly greater and would be the 56th.</summary>
    private static string Fraction(ScalarNode percent)
    {
        var value = ((ConstantNode)percent).Value;
        var number = value is KustoDecimal exact ? exact.ToDouble() : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return ((decimal)number / 100).ToString("0.0###########################", CultureInfo.InvariantCulture);
    }
}
