using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>print expressions</c>.</summary>
internal static class PrintBinding
{
    public static TabularNode Bind(TabularBinder binder, PrintExpression print)
    {
        var row = binder.OverNothing();
        return new ProjectNode(ValuesNode.One, [.. print.Columns.SelectMany((column, i) =>
        {
            var columns = TupleBinding.Bind(row, column);
            var number = string.Create(CultureInfo.InvariantCulture, $"print_{i}");
            return columns.Select(one => new Assignment(
                new PlanColumn(columns.Count > 1 || column.Names is not null ? one.Name ?? number : column.Name ?? number, one.Value.Type),
                one.Value));
        })]);
    }
}
