using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;
using NativeConfiguration = DuckDB.NET.Native.NativeMethods.Configuration;

namespace LocalKusto.DuckDb;

/// <summary>An open DuckDB database. Thread-safe; each thread uses its own <see cref="DuckDbConnection"/>.</summary>
public sealed class DuckDbDatabase : IDisposable
{
    public const string InMemory = ":memory:";

    private readonly DuckDBDatabase _handle;

    private DuckDbDatabase(DuckDBDatabase handle) => _handle = handle;

    /// <summary>Version of the native library, e.g. <c>v1.5.6</c>.</summary>
    public static string LibraryVersion => Startup.DuckDBLibraryVersion();

    /// <param name="path">A file, created if it does not exist, or <see cref="InMemory"/>.</param>
    /// <param name="settings">DuckDB configuration, e.g. <c>threads</c>, <c>memory_limit</c>.</param>
    /// <exception cref="DuckDbException">Another process has the file open, it is not a DuckDB file, or a setting is unknown.</exception>
    public static DuckDbDatabase Open(string path, IReadOnlyDictionary<string, string>? settings = null)
    {
        if (NativeConfiguration.DuckDBCreateConfig(out var config) != DuckDBState.Success)
            throw new DuckDbException("DuckDB could not allocate a configuration.", DuckDBErrorType.OutOfMemory);
        using (config)
        {
            foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            {
                if (NativeConfiguration.DuckDBSetConfig(config, name, value) != DuckDBState.Success)
                    throw new DuckDbException($"DuckDB does not support the setting {name} = '{value}'.");
            }
            if (Startup.DuckDBOpen(path, out var handle, config, out var error) == DuckDBState.Success)
                return new DuckDbDatabase(handle);
            handle.Dispose();
            throw new DuckDbException(error, DuckDBErrorType.Io);
        }
    }

    /// <summary>The tokens of the connections' statements.</summary>
    internal StatementTokens Tokens { get; } = new();

    /// <summary>The library's handle, for calls of its C API.</summary>
    internal nint Handle => _handle.DangerousGetHandle();

    public DuckDbConnection Connect()
    {
        if (Startup.DuckDBConnect(_handle, out var connection) == DuckDBState.Success)
            return new DuckDbConnection(connection, Tokens);
        connection.Dispose();
        throw new DuckDbException("DuckDB rejected a connection.");
    }

    /// <summary>Closes the database once its last connection is closed; a clean close writes a checkpoint.</summary>
    public void Dispose() => _handle.Dispose();
}
