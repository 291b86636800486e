using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>getschema</c>.</summary>
internal static class SchemaBinding
{
    public static TabularNode Bind(TabularNode input) => new ValuesNode(
        [new("ColumnName", KustoType.String), new("ColumnOrdinal", KustoType.Int), new("DataType", KustoType.String),
            new("ColumnType", KustoType.String)],
        [.. input.Columns.Select((column, i) => (IReadOnlyList<ScalarNode>)
            [ConstantNode.From(column.Name), new ConstantNode(KustoType.Int, i), ConstantNode.From(column.Type.ClrName()),
                ConstantNode.From(column.Type.CslName())])]);
}
