using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>datatable(column:type, …)[value, …]</c>.</summary>
internal static class DataTableBinding
{
    public static TabularNode Bind(TabularBinder binder, DataTableExpression table)
    {
        var width = table.Columns.Count;
        if (width == 0 || table.Values.Count % width != 0)
            throw binder.Context.Semantic(table, "SEM0100",
                "The number of values in the datatable is not a multiple of the number of columns.");
        var row = binder.OverNothing();
        return new ValuesNode(
            [.. table.Columns.Select(column => new PlanColumn(column.Name, column.Type))],
            [.. table.Values.Chunk(width).Select(values =>
                (IReadOnlyList<ScalarNode>)[.. values.Select((value, i) => Value(binder.Context, table.Columns[i], value, row))])]);
    }

    /// <summary>
    /// Converts a value to the type of its column. Numbers are widened, a string can contain a datetime, timespan or guid, and a dynamic
    /// column accepts any value.
    /// </summary>
    private static ScalarNode Value(BindingContext context, Column column, Expression expression, ScalarBinder row)
    {
        var value = row.BindConstant(expression, "A value of a datatable");
        if (value.Type == column.Type || value.Value is null || column.Type == KustoType.Dynamic)
            return Overloads.Convert(value, column.Type);
        if (TypeRules.IsNumber(value.Type) && TypeRules.IsNumber(column.Type))
            return Overloads.Convert(value, column.Type);
        if (value.Value is string text && column.Type is KustoType.DateTime or KustoType.TimeSpan or KustoType.Guid
            && Literals.TryParse(column.Type, text, out var parsed))
            return new ConstantNode(column.Type, parsed);
        throw context.Semantic(expression, "SEM0100",
            $"datatable: a {value.Type.CslName()} cannot be in the column '{column.Name}', which has the type {column.Type.CslName()}.");
    }
}
