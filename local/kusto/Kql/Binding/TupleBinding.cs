using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds expressions that return several columns, and assigns the names in parentheses to these columns.</summary>
internal static class TupleBinding
{
    /// <summary>Returns the columns of an expression with their specified or default names.</summary>
    public static IReadOnlyList<(string? Name, ScalarNode Value)> Bind(ScalarBinder row, NamedExpression column)
    {
        if (ArraySorting.IsSort(row, column.Value))
            return Named(row.Context, column, ArraySorting.Bind(row, (CallExpression)column.Value));
        if (column.Value is not CallExpression call || TupleFunction.Find(call.Name) is not { } function
            || row.Scope.FindFunction(call.Name) is not null)
        {
            // The value is bound first because binding rejects expressions that are nested too deeply. Generating the name of such an
            // expression could overflow the stack.
            var value = row.Bind(column.Value);
            return Named(row.Context, column, [(ColumnNames.Default(column.Value), value)]);
        }

        var bag = Overloads.Call(row.Context, call, function.Bag, [.. row.Positional(call).Select(row.Bind)]);
        var prefix = $"{call.Name}_{ColumnNames.Default(call.Arguments[0].Value)}_";
        return Named(row.Context, column, [.. function.Columns.Select(member => ((string?)(prefix + member.Name),
            Overloads.Convert(Overloads.Call("$member", bag, ConstantNode.From(member.Name)), member.Type)))]);
    }

    /// <summary>
    /// Assigns names to columns. A single name applies to the first column. Names in parentheses apply to the columns in order, and the
    /// remaining columns are omitted.
    /// </summary>
    public static IReadOnlyList<(string? Name, ScalarNode Value)> Named(BindingContext context, NamedExpression expression,
        IReadOnlyList<(string? Name, ScalarNode Value)> columns)
    {
        if (expression.Names is not { } names)
            return expression.Name is null ? columns : [(expression.Name, columns[0].Value), .. columns.Skip(1)];
        return names.Count <= columns.Count ? [.. names.Zip(columns, (name, column) => ((string?)name, column.Value))]
            : throw context.Semantic(expression.Value, "SEM0100",
                $"{names.Count} names are specified for an expression with {columns.Count} columns.");
    }
}
