using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>Expressions with several columns, and the names that are given to them in parentheses.</summary>
internal static class TupleBinding
{
    /// <summary>The columns of an expression, with the names that are given to them or that the expression has for them.</summary>
    public static IReadOnlyList<(string? Name, ScalarNode Value)> Bind(ScalarBinder row, NamedExpression column)
    {
        if (ArraySorting.IsSort(row, column.Value))
            return Named(row.Context, column, ArraySorting.Bind(row, (CallExpression)column.Value));
        if (column.Value is not CallExpression call || TupleFunction.Find(call.Name) is not { } function
            || row.Scope.FindFunction(call.Name) is not null)
        {
            // Binding rejects expressions nested too deeply before their names are generated.
            var value = row.Bind(column.Value);
            return Named(row.Context, column, [(ColumnNames.Default(column.Value), value)]);
        }

        var bag = Overloads.Call(row.Context, call, function.Bag, [.. row.Positional(call).Select(row.Bind)]);
        var prefix = $"{call.Name}_{ColumnNames.Default(call.Arguments[0].Value)}_";
        return Named(row.Context, column, [.. function.Columns.Select(member => ((string?)(prefix + member.Name),
            Overloads.Convert(Overloads.Call("$member", bag, ConstantNode.From(member.Name)), member.Type)))]);
    }

    /// <summary>
    /// A name alone is the name of the first column. Each of several names in parentheses is the name of one column, and columns without
    /// one are left out.
    /// </summary>
    public static IReadOnlyList<(string? Name, ScalarNode Value)> Named(BindingContext context, NamedExpression given,
        IReadOnlyList<(string? Name, ScalarNode Value)> columns)
    {
        if (given.Names is not { } names)
            return given.Name is null ? columns : [(given.Name, columns[0].Value), .. columns.Skip(1)];
        return names.Count <= columns.Count ? [.. names.Zip(columns, (name, column) => ((string?)name, column.Value))]
            : throw context.Semantic(given.Value, "SEM0100",
                $"{names.Count} names are given to an expression of {columns.Count} columns.");
    }
}
