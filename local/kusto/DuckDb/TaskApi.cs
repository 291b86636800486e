using System.Runtime.InteropServices;

namespace LocalKusto.DuckDb;

/// <summary>The functions of DuckDB's C API (duckdb.h) that execute DuckDB's tasks on the application's threads.</summary>
internal static partial class TaskApi
{
    private const string Library = "duckdb";

    [LibraryImport(Library, EntryPoint = "duckdb_create_task_state")]
    internal static partial nint Create(nint database);

    /// <summary>
    /// Executes waiting tasks on the calling thread and returns the number of executed tasks. Returns immediately if no task is waiting.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "duckdb_execute_n_tasks_state")]
    internal static partial ulong Execute(nint state, ulong maxTasks);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_task_state")]
    internal static partial void Destroy(nint state);
}
