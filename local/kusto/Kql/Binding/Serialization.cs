using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Binding;

/// <summary>Determines whether the rows of a table are ordered. Functions that read neighboring rows require ordered rows.</summary>
internal static class Serialization
{
    /// <summary>
    /// Returns <c>true</c> if the rows are sorted, generated in order or declared to be ordered, or if the operator preserves the order of
    /// such an input.
    /// </summary>
    public static bool IsSerialized(TabularNode table) => table switch
    {
        SortNode or RangeNode or ValuesNode or SerializedNode or SequenceNode => true,
        FilterNode or ProjectNode or LimitNode or ExpandNode => IsSerialized(table.Inputs[0]),
        SharedScanNode shared => IsSerialized(shared.Table.Plan),
        _ => false,
    };
}
