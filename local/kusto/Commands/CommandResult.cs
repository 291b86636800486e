using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>
/// The table that a command returns. Values have the types that <see cref="KustoType"/> defines: bool, int, long, double, decimal, string,
/// <see cref="DateTime"/>, <see cref="TimeSpan"/>, <see cref="Guid"/>, JSON text for dynamic, or null.
/// </summary>
internal sealed record CommandResult(IReadOnlyList<Column> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>Parses column definitions such as <c>Name, Total:long</c>. A column without a type is a string.</summary>
    public static Column[] Schema(string columns) =>
    [
        .. columns.Split(',', StringSplitOptions.TrimEntries).Select(column =>
        {
            var parts = column.Split(':');
            return new Column(parts[0], parts.Length > 1 && KustoTypeNames.TryParse(parts[1], out var type) ? type : KustoType.String);
        }),
    ];

    public static CommandResult Create(Column[] columns, params IReadOnlyList<object?[]> rows) => new(columns, rows);
}
