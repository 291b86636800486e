using DuckDB.NET.Native;
using LocalKusto.DuckDb;
using LocalKusto.Kql;
using LocalKusto.Kql.Types;

namespace LocalKusto.Query;

/// <summary>
/// Compares the compiled column types of a query with DuckDB's types, before the response starts, so that an error can still set the
/// status.
/// </summary>
internal static class ResultTypes
{
    /// <exception cref="InvalidOperationException">
    /// A column cannot be read as its compiled type, because of a defect in the compiler.
    /// </exception>
    public static void Check(CompiledQuery query, DuckDbReader reader)
    {
        for (var i = 0; i < query.Columns.Count; i++)
        {
            if (!CanRead(query.Columns[i].Type, reader.GetColumnType(i)))
            {
                throw new InvalidOperationException(
                    $"The column '{query.Columns[i].Name}' has the compiled type {query.Columns[i].Type.CslName()}, "
                    + "but another type in the result.");
            }
        }
    }

    private static bool CanRead(KustoType type, DuckDBType stored) => type switch
    {
        KustoType.Bool => stored == DuckDBType.Boolean,
        KustoType.Int or KustoType.Long =>
            stored is DuckDBType.BigInt or DuckDBType.Integer or DuckDBType.SmallInt or DuckDBType.TinyInt or DuckDBType.UnsignedInteger,
        KustoType.DateTime or KustoType.TimeSpan => stored == DuckDBType.BigInt,
        KustoType.Real => stored is DuckDBType.Double or DuckDBType.Float,
        KustoType.Guid => stored == DuckDBType.Uuid,
        _ => stored == DuckDBType.Varchar,
    };
}
