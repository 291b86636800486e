using System.Globalization;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

internal sealed partial class Binder
{
    private static readonly HashSet<string> AggregateNames =
    [
        "count", "countif", "sum", "sumif", "avg", "avgif", "min", "max", "minif", "maxif", "dcount", "dcountif", "count_distinct",
        "percentile", "percentiles", "stdev", "stdevif", "variance", "varianceif", "make_list", "make_set", "arg_max", "arg_min", "take_any", "any",
    ];

    private IEnumerable<BoundColumn> BindAggregate(
        NamedExpression aggregate, Relation input, IReadOnlyList<NamedExpression> keys, NameSource names)
    {
        if (aggregate.Value is CallExpression { Name: "arg_max" or "arg_min" or "take_any" or "any" } pick)
            return BindPick(aggregate.Name, pick, input, keys, names);
        if (aggregate.Value is CallExpression { Name: "percentiles" } percentiles)
        {
            return percentiles.Arguments.Skip(1).Select(percent => Aggregate(
                new CallExpression("percentile", [percentiles.Arguments[0], percent], percentiles.At), input)).Zip(
                percentiles.Arguments.Skip(1),
                (value, percent) => new BoundColumn(names.Of(PercentileName(percentiles.Arguments[0].Value, percent.Value)), value.Type, value.Sql, false)).ToList();
        }

        var bound = BindScalar(aggregate.Value, input, inAggregate: true);
        return [new BoundColumn(names.Of(aggregate.Name ?? AggregateName(aggregate.Value)), bound.Type, bound.Sql, false)];
    }

    private Scalar Aggregate(CallExpression call, Relation input)
    {
        Scalar Argument(int i) => i < call.Arguments.Count ? BindScalar(call.Arguments[i].Value, input) : throw WrongCount(call, call.Name);
        string Filter(int i) => $" FILTER (WHERE {Argument(i).Sql})";
        switch (call.Name)
        {
            case "count":
                return new Scalar(KustoType.Long, "count(*)");
            case "countif":
                return new Scalar(KustoType.Long, "count(*)" + Filter(0));
            case "dcount" or "count_distinct":
                return new Scalar(KustoType.Long, $"count(DISTINCT {Argument(0).Sql})");
            case "dcountif":
                return new Scalar(KustoType.Long, $"count(DISTINCT {Argument(0).Sql}){Filter(1)}");
            case "sum" or "sumif":
                return Sum(Argument(0), call.Name == "sumif" ? Filter(1) : "", call);
            case "avg" or "avgif":
                return Average(Argument(0), call.Name == "avgif" ? Filter(1) : "", call);
            case "min" or "max" or "minif" or "maxif":
                var value = Argument(0);
                var extreme = $"{call.Name[..3]}({value.Sql}){(call.Name.Length > 3 ? Filter(1) : "")}";
                return new Scalar(value.Type, value.Type == KustoType.String ? $"coalesce({extreme}, '')" : extreme);
            case "stdev" or "stdevif":
                return new Scalar(KustoType.Real, $"coalesce(stddev_samp({Argument(0).Sql}::DOUBLE){(call.Name == "stdevif" ? Filter(1) : "")}, 0)");
            case "variance" or "varianceif":
                return new Scalar(KustoType.Real, $"coalesce(var_samp({Argument(0).Sql}::DOUBLE){(call.Name == "varianceif" ? Filter(1) : "")}, 0)");
            case "percentile":
                var sample = Argument(0);
                return new Scalar(sample.Type, $"quantile_disc({sample.Sql}, {Percent(call.Arguments[1].Value)} / 100.0)");
            case "make_list" or "make_set":
                return List(call, Argument(0));
            default:
                throw Unsupported(call, call.Name);
        }
    }

    private Scalar Sum(Scalar value, string filter, CallExpression call) => value.Type switch
    {
        KustoType.Int or KustoType.Long => new Scalar(KustoType.Long, $"coalesce(sum({value.Sql}){filter}, 0)::BIGINT"),
        KustoType.TimeSpan => new Scalar(KustoType.TimeSpan, $"coalesce(sum({value.Sql}){filter}, 0)::BIGINT"),
        KustoType.Real or KustoType.Decimal => new Scalar(value.Type, $"coalesce(sum({value.Sql}){filter}, 0)::{Sql.TypeName(value.Type)}"),
        _ => throw Semantic(call, "SEM0100", $"sum(): {KustoNames.Of(value.Type)} cannot be added up."),
    };

    private Scalar Average(Scalar value, string filter, CallExpression call) => value.Type switch
    {
        KustoType.Int or KustoType.Long or KustoType.Real or KustoType.Decimal =>
            new Scalar(KustoType.Real, $"coalesce(avg({value.Sql}::DOUBLE){filter}, 'nan'::DOUBLE)"),
        KustoType.TimeSpan => new Scalar(KustoType.TimeSpan, $"trunc(avg({value.Sql}){filter})::BIGINT"),
        KustoType.DateTime => new Scalar(KustoType.DateTime, $"make_timestamp(avg(epoch_us({value.Sql})){filter}::BIGINT)"),
        _ => throw Semantic(call, "SEM0100", $"avg(): {KustoNames.Of(value.Type)} has no average."),
    };

    private static Scalar List(CallExpression call, Scalar value)
    {
        var item = JsonOf(value);
        var distinct = call.Name == "make_set" ? "DISTINCT " : "";
        return new Scalar(KustoType.Dynamic, $"to_json(coalesce(list({distinct}{item}) FILTER (WHERE {value.Sql} IS NOT NULL), []))");
    }

    /// <summary>
    /// arg_max, arg_min and take_any take their columns from one row. DuckDB's own arg_max skips rows whose value is null; in a
    /// struct it cannot see them.
    /// </summary>
    private List<BoundColumn> BindPick(
        string? name, CallExpression call, Relation input, IReadOnlyList<NamedExpression> keys, NameSource names)
    {
        var isExtreme = call.Name is "arg_max" or "arg_min";
        var columns = new List<BoundColumn>();
        Scalar? extreme = null;
        if (isExtreme)
        {
            if (call.Arguments.Count < 2)
                throw WrongCount(call, call.Name);
            extreme = BindScalar(call.Arguments[0].Value, input);
            var extremeName = name ?? (call.Arguments[0].Value is NameExpression plain ? plain.Name : call.Name[4..] + "_");
            columns.Add(new BoundColumn(names.Of(extremeName), extreme.Type, $"{call.Name[4..]}({extreme.Sql})", false));
        }

        var picked = new List<(string Name, Scalar Value)>();
        foreach (var argument in call.Arguments.Skip(isExtreme ? 1 : 0))
        {
            if (argument.Value is StarExpression)
            {
                var taken = keys.Select(key => (key.Value as NameExpression)?.Name).Append((call.Arguments[0].Value as NameExpression)?.Name).ToHashSet();
                picked.AddRange(input.Columns.Where(column => !taken.Contains(column.Name)).Select(column => (column.Name, column.AsScalar())));
            }
            else
            {
                var prefix = call.Name == "any" ? "any_" : "";
                picked.Add((argument.Name ?? prefix + (DefaultName(argument.Value) ?? "Column1"), BindScalar(argument.Value, input)));
            }
        }

        if (picked.Count == 0)
            return columns;
        var row = $"struct_pack({string.Join(", ", picked.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"p{i} := {column.Value.Sql}")))})";
        var one = extreme is null ? $"first({row})" : $"coalesce({call.Name}({row}, {extreme.Sql}), first({row}))";
        for (var i = 0; i < picked.Count; i++)
        {
            var (pickedName, value) = picked[i];
            var sql = string.Create(CultureInfo.InvariantCulture, $"({one}).p{i}");
            columns.Add(new BoundColumn(names.Of(pickedName), value.Type, value.Type == KustoType.String ? $"coalesce({sql}, '')" : sql, false));
        }

        return columns;
    }

    private static string? AggregateName(Expression value) => value switch
    {
        CallExpression { Name: "count" or "countif" } call => call.Name + "_",
        CallExpression { Name: "percentile" } call => PercentileName(call.Arguments[0].Value, call.Arguments[^1].Value),
        CallExpression { Name: "make_list" or "make_set" } call => $"{call.Name[5..]}_{(call.Arguments[0].Value as NameExpression)?.Name}",
        CallExpression call when AggregateNames.Contains(call.Name) => $"{call.Name}_{(call.Arguments.Count > 0 ? DefaultName(call.Arguments[0].Value) : null)}",
        CallExpression { Arguments: [var first, ..] } => AggregateName(first.Value),
        BinaryExpression => null,
        _ => DefaultName(value),
    };

    private static string PercentileName(Expression value, Expression percent) =>
        $"percentile_{(value as NameExpression)?.Name}_{Percent(percent).Replace('.', '_')}";

    private static string Percent(Expression percent) => percent is LiteralExpression { Value: IFormattable number }
        ? number.ToString(null, CultureInfo.InvariantCulture)
        : "50";
}
