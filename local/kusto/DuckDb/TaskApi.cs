using System.Runtime.InteropServices;

namespace LocalKusto.DuckDb;

/// <summary>The part of DuckDB's C API (duckdb.h) by which threads of the program execute DuckDB's tasks.</summary>
internal static partial class TaskApi
{
    private const string Library = "duckdb";

    [LibraryImport(Library, EntryPoint = "duckdb_create_task_state")]
    internal static partial nint Create(nint database);

    /// <summary>Executes tasks until <see cref="Finish"/> is called, in a thread of the caller's.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_execute_tasks_state")]
    internal static partial void Execute(nint state);

    [LibraryImport(Library, EntryPoint = "duckdb_finish_execution")]
    internal static partial void Finish(nint state);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_task_state")]
    internal static partial void Destroy(nint state);
}
