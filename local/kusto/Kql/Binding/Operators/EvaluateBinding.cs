using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Rewriting;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Writing;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>evaluate plugin(…)</c>. If the result columns of bag_unpack or pivot are not declared, they depend on the data. The binder then
/// runs a query to determine these columns.
/// </summary>
internal static class EvaluateBinding
{
    /// <summary>The maximum number of columns that are determined from the data.</summary>
    private const int MaxColumns = 1024;

    public static TabularNode Bind(TabularBinder binder, EvaluateOperator evaluate, TabularNode input) => evaluate.Plugin.Name switch
    {
        "narrow" => Narrow(binder, evaluate, input),
        "pivot" => PivotBinding.Bind(binder, evaluate, input),
        "bag_unpack" => BagUnpackBinding.Bind(binder, evaluate, input),
        var name => throw (UnsupportedNames.IsPlugin(name)
            ? binder.Context.Unsupported(evaluate, $"The plugin '{name}'")
            : binder.Context.Semantic(evaluate, "SEM0260", $"Unknown plugin: '{name}'.")),
    };

    /// <summary>Runs the query that determines the columns, and returns its rows as strings.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Probe(BindingContext context, EvaluateOperator evaluate, TabularNode columns)
    {
        var probe = context.Query.Probe
            ?? throw context.Semantic(evaluate, "SEM0100",
                $"{evaluate.Plugin.Name}(): the columns depend on the data. Declare them after the call, for example ': (name: string)'.");
        context.DependsOnData = true;
        var limited = new LimitNode(columns, ConstantNode.From(MaxColumns + 1));
        var rows = probe(SqlText.WithValues(PlanWriter.Write(PlanRules.Apply(limited)), context.Parameters));
        return rows.Count <= MaxColumns
            ? rows
            : throw context.Semantic(evaluate, "SEM0004",
                $"{evaluate.Plugin.Name}(): the result would have more than {MaxColumns} columns.");
    }

    /// <summary>
    /// Binds <c>narrow</c>, which returns one row for each cell. The row contains the row number, the column name and the text of the cell.
    /// </summary>
    private static ProjectNode Narrow(TabularBinder binder, EvaluateOperator evaluate, TabularNode input)
    {
        if (evaluate.Plugin.Arguments.Count > 0)
            throw binder.Context.WrongCount(evaluate, "narrow");
        var number = new PlanColumn("Row", KustoType.Long);
        var names = new PlanColumn("names", KustoType.Dynamic);
        var cells = new PlanColumn("cells", KustoType.Dynamic);
        ScalarNode first = ConstantNode.From(0);
        var numbered = new ProjectNode(new SerializedNode(input),
        [
            new Assignment(number, new WindowNode(FunctionTable.FindWindow("row_number")!, [first, ConstantNode.False], KustoType.Long)),
            new Assignment(names, Overloads.Call("pack_array", [.. input.Columns.Select(column => ConstantNode.From(column.Name))])),
            new Assignment(cells, Overloads.Call("pack_array",
                [.. input.Columns.Select(column => Overloads.Convert(new ColumnNode(column), KustoType.String))])),
        ]);
        var (name, cell) = (new PlanColumn("Column", KustoType.Dynamic), new PlanColumn("Value", KustoType.Dynamic));
        var expanded = new ExpandNode(
            numbered, [number, name, cell], [number],
                [new Assignment(name, new ColumnNode(names)), new Assignment(cell, new ColumnNode(cells))], null, null, false);
        return new ProjectNode(expanded,
        [
            new Assignment(number, new ColumnNode(number)),
            new Assignment(new PlanColumn("Column", KustoType.String), Overloads.Convert(new ColumnNode(name), KustoType.String)),
            new Assignment(new PlanColumn("Value", KustoType.String), Overloads.Convert(new ColumnNode(cell), KustoType.String)),
        ]);
    }
}
