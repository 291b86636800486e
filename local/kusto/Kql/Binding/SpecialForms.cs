using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds functions that depend not only on their arguments, but also on the request, the columns of the row, or a query.</summary>
internal static class SpecialForms
{
    private static readonly Dictionary<string, Func<ScalarBinder, CallExpression, ScalarNode>> Forms = new(StringComparer.Ordinal)
    {
        ["now"] = Now,
        ["ago"] = Ago,
        ["toscalar"] = ToScalar,
        ["column_ifexists"] = ColumnIfExists,
        ["columnifexists"] = ColumnIfExists,
        ["pack_all"] = PackAll,
        ["bag_pack_columns"] = BagPackColumns,
        ["typeof"] = TypeOf,
        ["extract"] = Extract,
        ["extract_json"] = Extract,
        ["extractjson"] = Extract,
        ["countof"] = CountOf,
        ["column_names_of"] = ColumnNamesOf,
        ["current_database"] = (binder, _) => ConstantNode.From(binder.Context.Catalog.DatabaseName),
        ["datetime_list_timezones"] = (_, _) => Overloads.Call("$datetime_list_timezones_of", ConstantNode.From(0)),
    };

    public static IEnumerable<string> Names => Forms.Keys;

    public static Func<ScalarBinder, CallExpression, ScalarNode>? Find(string name) => Forms.GetValueOrDefault(name);

    private static ScalarNode Now(ScalarBinder binder, CallExpression call) => call.Arguments.Count switch
    {
        0 => binder.Context.Now(),
        1 => Overloads.Call("+", binder.Context.Now(), Span(binder, call)),
        _ => throw binder.Context.WrongCount(call, call.Name),
    };

    private static ScalarNode Ago(ScalarBinder binder, CallExpression call) => call.Arguments.Count == 1
        ? Overloads.Call("-", binder.Context.Now(), Span(binder, call))
        : throw binder.Context.WrongCount(call, call.Name);

    private static ScalarNode Span(ScalarBinder binder, CallExpression call)
    {
        var span = binder.Bind(call.Arguments[0].Value);
        return span.Type == KustoType.TimeSpan
            ? span
            : throw binder.Context.Semantic(call, "SEM0100", $"{call.Name}() requires a timespan, not a {span.Type.CslName()}.");
    }

    /// <summary>
    /// Binds toscalar(), which returns the value in the first column of a table's first row. The table cannot depend on the current row.
    /// </summary>
    private static ScalarNode ToScalar(ScalarBinder binder, CallExpression call)
    {
        if (call.Arguments is not [var argument])
            throw binder.Context.WrongCount(call, call.Name);
        if (!TabularBinder.IsTabular(binder.Context, binder.Scope, argument.Value))
            return binder.Bind(argument.Value);
        var table = new TabularBinder(binder.Context, binder.Scope).BindSource(argument.Value).Plan;
        if (table.Columns.Count == 0)
            throw binder.Context.Semantic(call, "SEM0100", "toscalar() requires a table with a column.");
        if (PlanQueries.ReadsOutside(table))
            throw binder.Context.Semantic(call, "SEM0100", "The argument of toscalar() cannot depend on the current row.");
        return new SubqueryNode(new LimitNode(ProjectNode.Select(table, [table.Columns[0]]), ConstantNode.From(1)));
    }

    private static ScalarNode ColumnIfExists(ScalarBinder binder, CallExpression call)
    {
        if (call.Arguments is not [var name, var otherwise])
            throw binder.Context.WrongCount(call, call.Name);
        var wanted = binder.BindConstant(name.Value, $"The name in {call.Name}()").Value as string;
        return binder.Row.FirstOrDefault(column => column.Name == wanted) is { } found ? new ColumnNode(found)
            : binder.Bind(otherwise.Value);
    }

    private static ScalarNode ColumnNamesOf(ScalarBinder binder, CallExpression call) => call.Arguments is [{ Value: var table }]
        ? new ConstantNode(KustoType.Dynamic, Runtime.DynamicValues.Strings(
            new TabularBinder(binder.Context, binder.Scope).BindSource(table).Plan.Columns.Select(column => column.Name)).Text)
        : throw binder.Context.WrongCount(call, call.Name);

    private static ScalarNode PackAll(ScalarBinder binder, CallExpression call)
    {
        var ignoresEmpty = call.Arguments is [var flag] && binder.BindConstant(flag.Value, "The argument of pack_all()").Value is true;
        var pairs = Pairs(binder.Row);
        if (pairs.Count == 0)
            return new ConstantNode(KustoType.Dynamic, "{}");
        var bag = Overloads.Call("bag_pack", pairs);
        return ignoresEmpty ? Overloads.Call("$without_empty", bag) : bag;
    }

    private static ScalarNode BagPackColumns(ScalarBinder binder, CallExpression call)
    {
        var columns = call.Arguments.Select(argument => binder.Bind(argument.Value) is ColumnNode { Column: var column }
            ? column
            : throw binder.Context.Semantic(argument.Value, "SEM0100", "bag_pack_columns() requires column names."));
        return Overloads.Call("bag_pack", Pairs([.. columns]));
    }

    private static IReadOnlyList<ScalarNode> Pairs(IReadOnlyList<PlanColumn> columns) =>
        [.. columns.SelectMany(column => new[] { ConstantNode.From(column.Name), (ScalarNode)new ColumnNode(column) })];

    private static TypeNode TypeOf(ScalarBinder binder, CallExpression call) =>
        call.Arguments is [{ Value: NameReference name }] && KustoTypeNames.TryParse(name.Name, out var type)
            ? new TypeNode(type)
            : throw binder.Context.Semantic(call, "SEM0100", "typeof() requires the name of a scalar type.");

    /// <summary>Binds extract(). If the last argument is a type, the matched text is converted to this type.</summary>
    private static ScalarNode Extract(ScalarBinder binder, CallExpression call)
    {
        var arguments = binder.Positional(call).Select(binder.Bind).ToList();
        return arguments is [.., TypeNode type]
            ? Overloads.Convert(Overloads.Call(binder.Context, call, call.Name, arguments[..^1]), type.Named)
            : Overloads.Call(binder.Context, call, call.Name, arguments);
    }

    private static ScalarNode CountOf(ScalarBinder binder, CallExpression call)
    {
        var arguments = binder.Positional(call).Select(binder.Bind).ToList();
        if (arguments is not [_, _, ConstantNode { Value: string kind }])
            return Overloads.Call(binder.Context, call, "countof", arguments);
        return kind switch
        {
            "normal" => Overloads.Call(binder.Context, call, "countof", arguments[..2]),
            "regex" => Overloads.Call(binder.Context, call, "$countof_regex", arguments[..2]),
            _ => throw binder.Context.Semantic(call, "SEM0100", $"countof(): the kind must be 'normal' or 'regex', not '{kind}'."),
        };
    }
}
