using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Binding;

/// <summary>Whether the rows of a table are in an order, which functions of neighboring rows need.</summary>
internal static class Serialization
{
    /// <summary>Whether the rows are sorted, generated in order, or declared to be in order, or keep the order of such an input.</summary>
    public static bool IsSerialized(TabularNode table) => table switch
    {
        SortNode or RangeNode or ValuesNode or SerializedNode or SequenceNode => true,
        FilterNode or ProjectNode or LimitNode or ExpandNode => IsSerialized(table.Inputs[0]),
        SharedScanNode shared => IsSerialized(shared.Table.Plan),
        _ => false,
    };
}
