using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>distinct columns</c> and <c>distinct *</c>.</summary>
internal static class DistinctBinding
{
    public static TabularNode Bind(TabularBinder binder, DistinctOperator distinct, TabularNode input)
    {
        if (distinct.Columns is [{ Value: StarExpression }])
            return new DistinctNode(Checked(binder, distinct, input));
        var row = binder.Over(input);
        var names = new ColumnNames();
        return new DistinctNode(Checked(binder, distinct, new ProjectNode(input, [.. distinct.Columns.Select(column =>
        {
            var value = row.Bind(column.Value);
            return new Assignment(new PlanColumn(names.Next(column.Name ?? ColumnNames.Default(column.Value)), value.Type), value);
        })])));
    }

    private static TabularNode Checked(TabularBinder binder, DistinctOperator distinct, TabularNode table) =>
        table.Columns.FirstOrDefault(column => column.Type == KustoType.Dynamic) is { } column
        ? throw binder.Context.Semantic(distinct, "SEM0100",
            $"distinct: the column '{column.Name}' is of a 'dynamic' type. Please use an explicit cast.")
        : table;
}
