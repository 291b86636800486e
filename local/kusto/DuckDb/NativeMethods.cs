using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace LocalKusto.DuckDb;

/// <summary>Functions of DuckDB's C API that DuckDB.NET declares in a form that this engine cannot use.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "duckdb";

    /// <summary>
    /// Binds text to a parameter. DuckDB.NET's function binds a NUL-terminated string, so text that contains a NUL would be truncated.
    /// </summary>
    /// <returns>0 on success.</returns>
    [LibraryImport(Library, EntryPoint = "duckdb_bind_varchar_length")]
    internal static partial int BindVarchar(DuckDBPreparedStatement statement, ulong index, byte* text, ulong length);
}
