using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary><c>print expressions</c></summary>
internal static class PrintBinding
{
    public static TabularNode Bind(TabularBinder binder, PrintExpression print)
    {
        var row = binder.OverNothing();
        return new ProjectNode(ValuesNode.One, [.. print.Columns.Select((column, i) =>
        {
            var value = row.Bind(column.Value);
            return new Assignment(new PlanColumn(column.Name ?? string.Create(CultureInfo.InvariantCulture, $"print_{i}"), value.Type),
                value);
        })]);
    }
}
