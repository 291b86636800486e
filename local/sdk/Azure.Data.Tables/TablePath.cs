namespace Azure.Data.Tables;

internal static class TablePath
{
    public static string Entity(string table, string partitionKey, string rowKey) =>
        $"{table}(PartitionKey='{Quote(partitionKey)}',RowKey='{Quote(rowKey)}')";

    /// <summary>OData doubles quotes; the rest is percent-encoded.</summary>
    private static string Quote(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}
