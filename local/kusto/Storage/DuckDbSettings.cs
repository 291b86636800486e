using System.Globalization;
using LocalKusto.Configuration;

namespace LocalKusto.Storage;

/// <summary>
/// DuckDB's configuration for an engine. Queries that exceed the memory limit spill to files in the data folder, up to a separate limit.
/// </summary>
internal static class DuckDbSettings
{
    private const long Megabyte = 1024 * 1024;
    private const long MinMemory = 512 * Megabyte;
    private const double ShareOfMachine = 0.25;

    /// <summary>The maximum size of the spill files, as a multiple of the default memory limit.</summary>
    private const long SpillPerMemory = 4;

    public static Dictionary<string, string> From(KustoServerOptions options)
    {
        var memory = DefaultMemory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var settings = new Dictionary<string, string>
        {
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["temp_directory"] = Path.Combine(options.DataDirectory, "spill"),
            ["max_temp_directory_size"] = Text(memory * SpillPerMemory),
            ["memory_limit"] = options.MemoryLimit ?? Text(memory),
            // Commits wait while a checkpoint is being written. With DuckDB's default of 16 MB, a stream of events would cause a checkpoint
            // every second.
            ["checkpoint_threshold"] = "256MB",
        };
        // DuckDB does not start threads. WorkerThreads provides the threads.
        settings["threads"] = settings["external_threads"] = Threads(options).ToString(CultureInfo.InvariantCulture);
        return settings;
    }

    public static int Threads(KustoServerOptions options) => options.Threads ?? Environment.ProcessorCount;

    /// <summary>Returns a quarter of the memory that is available to the process, but at least 512 MB.</summary>
    public static long DefaultMemory(long available) => Math.Max(MinMemory, (long)(available * ShareOfMachine));

    private static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Megabyte}MiB");
}
