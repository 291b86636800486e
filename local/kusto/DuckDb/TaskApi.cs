using System.Runtime.InteropServices;

namespace LocalKusto.DuckDb;

/// <summary>The part of DuckDB's C API (duckdb.h) by which threads of the program execute DuckDB's tasks.</summary>
internal static partial class TaskApi
{
    private const string Library = "duckdb";

    [LibraryImport(Library, EntryPoint = "duckdb_create_task_state")]
    internal static partial nint Create(nint database);

    /// <summary>Executes waiting tasks in the caller's thread and returns how many there were. It does not wait for any.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_execute_n_tasks_state")]
    internal static partial ulong Execute(nint state, ulong maxTasks);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_task_state")]
    internal static partial void Destroy(nint state);
}
