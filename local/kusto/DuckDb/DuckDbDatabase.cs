using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;
using NativeConfiguration = DuckDB.NET.Native.NativeMethods.Configuration;

namespace LocalKusto.DuckDb;

/// <summary>An open DuckDB database. This class is thread-safe, but each thread must use its own <see cref="DuckDbConnection"/>.</summary>
public sealed class DuckDbDatabase : IDisposable
{
    public const string InMemory = ":memory:";

    private readonly DuckDBDatabase _handle;

    private DuckDbDatabase(DuckDBDatabase handle) => _handle = handle;

    /// <summary>The version of the native library, for example <c>v1.5.6</c>.</summary>
    public static string LibraryVersion => Startup.DuckDBLibraryVersion();

    /// <param name="path">The database file, which is created if it does not exist, or <see cref="InMemory"/>.</param>
    /// <param name="settings">DuckDB's configuration, for example <c>threads</c> and <c>memory_limit</c>.</param>
    /// <exception cref="DuckDbException">
    /// Another process has opened the file, the file is not a DuckDB database, or a setting is unknown or invalid.
    /// </exception>
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

    /// <summary>The cancellation tokens of the connections.</summary>
    internal StatementTokens Tokens { get; } = new();

    /// <summary>The database handle in DuckDB's C API.</summary>
    internal nint Handle => _handle.DangerousGetHandle();

    public DuckDbConnection Connect()
    {
        if (Startup.DuckDBConnect(_handle, out var connection) == DuckDBState.Success)
            return new DuckDbConnection(connection, Tokens);
        connection.Dispose();
        throw new DuckDbException("DuckDB rejected a connection.");
    }

    /// <summary>Closes the database when its last connection is closed. DuckDB then writes a checkpoint.</summary>
    public void Dispose() => _handle.Dispose();
}
