using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace LocalKusto.DuckDb;

/// <summary>
/// Two functions of DuckDB's C API that DuckDB.NET declares in a form that this engine cannot use. They return 0 on success.
/// </summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "duckdb";

    // DuckDB.NET binds text that ends at its first NUL.
    [LibraryImport(Library, EntryPoint = "duckdb_bind_varchar_length")]
    internal static partial int BindVarchar(DuckDBPreparedStatement statement, ulong index, byte* text, ulong length);
}
