using System.Globalization;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Binds percentile(), percentiles() and their variants with weights and arrays. The percentiles must be constants from 0 to 100.
/// </summary>
internal static class PercentileBinding
{
    public static readonly IReadOnlyList<string> Names =
        ["percentile", "percentiles", "percentiles_array", "percentilew", "percentilesw", "percentilesw_array"];

    public static bool IsPercentile(string name) => Names.Contains(name);

    private static bool IsWeighted(string name) => name is "percentilew" or "percentilesw" or "percentilesw_array";

    /// <summary>Returns one value per percentile, or an array of these values.</summary>
    public static IReadOnlyList<(string? Name, ScalarNode Value)> Bind(BindingContext context, CallExpression call, ScalarBinder row)
    {
        var leading = IsWeighted(call.Name) ? 2 : 1;
        if (call.Arguments.Count <= leading || (call.Name is "percentile" or "percentilew" && call.Arguments.Count > leading + 1))
            throw context.WrongCount(call, call.Name);
        var value = row.Bind(call.Arguments[0].Value);
        if (!(TypeRules.IsNumber(value.Type) || value.Type is KustoType.DateTime or KustoType.TimeSpan))
            throw context.Semantic(call, "SEM0100", $"{call.Name}() does not accept a {value.Type.CslName()}.");
        var type = TypeRules.Promoted(value.Type);
        var weight = leading == 2 ? Weight(context, call, row) : null;
        var percents = call.Arguments.Skip(leading).SelectMany(argument => Percents(context, call, row, argument.Value)).ToList();
        var column = ColumnNames.Default(call.Arguments[0].Value);
        var values = percents.ConvertAll(percent => (
            Name: (string?)$"percentile_{column}_{Text(percent)}",
            Value: (ScalarNode)(weight is null ? new AggregateNode(PercentileFunctions.Single, [value, percent], null, type)
                : new AggregateNode(PercentileFunctions.Weighted, [Overloads.Convert(value, type), weight, percent], null, type))));
        return call.Name is "percentiles_array" or "percentilesw_array"
            ? [($"percentiles_{column}", Overloads.Call("pack_array",
                [.. values.Select(one => Overloads.Convert(one.Value, KustoType.Dynamic))]))]
            : values;
    }

    private static ScalarNode Weight(BindingContext context, CallExpression call, ScalarBinder row)
    {
        var weight = row.Bind(call.Arguments[1].Value);
        return weight.Type is KustoType.Int or KustoType.Long
            ? Overloads.Convert(weight, KustoType.Long)
            : throw context.Semantic(call, "SEM0100", $"{call.Name}(): a weight must be a whole number, not a {weight.Type.CslName()}.");
    }

    public static string DefaultName(CallExpression call)
    {
        var column = ColumnNames.Default(call.Arguments[0].Value);
        if (call.Name is "percentiles_array" or "percentilesw_array")
            return $"percentiles_{column}";

        var percent = call.Arguments[^1].Value is LiteralExpression { Value: IFormattable number } ? Digits(number) : null;
        return $"percentile_{column}_{percent}";
    }

    private static IEnumerable<ConstantNode> Percents(BindingContext context, CallExpression call, ScalarBinder row, Expression expression)
    {
        var percent = row.BindConstant(expression, $"The percentile of {call.Name}()");
        var all = percent is { Type: KustoType.Dynamic, Value: string json } ? Constants.Elements(json) ?? [percent] : [percent];
        foreach (var one in all)
        {
            var number = one.Value switch
            {
                int integer => integer,
                long integer => integer,
                double real => real,
                Runtime.KustoDecimal exact => exact.ToDouble(),
                _ => double.NaN
            };
            if (number is not (>= 0 and <= 100))
                throw context.Semantic(expression, "SEM0100", $"{call.Name}(): a percentile must be a number from 0 to 100.");
            yield return one;
        }
    }

    private static string Text(ConstantNode percent) => percent.Value is IFormattable number ? Digits(number) : "";

    private static string Digits(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture).Replace('.', '_');
}
