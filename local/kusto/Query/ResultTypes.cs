using DuckDB.NET.Native;
using LocalKusto.DuckDb;
using LocalKusto.Kql;
using LocalKusto.Kql.Types;

namespace LocalKusto.Query;

/// <summary>
/// Compares the compiled result types of a query with those that the database returns, while an error can still set the status.
/// </summary>
internal static class ResultTypes
{
    /// <exception cref="InvalidOperationException">A column cannot be read as its type: a defect of the compiler.</exception>
    public static void Check(CompiledQuery query, DuckDbReader reader)
    {
        for (var i = 0; i < query.Columns.Count; i++)
        {
            if (!CanRead(query.Columns[i].Type, reader.GetColumnType(i)))
            {
                throw new InvalidOperationException(
                    $"The column '{query.Columns[i].Name}' is compiled as a {query.Columns[i].Type.CslName()}, "
                    + "and is of another type in the result.");
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
