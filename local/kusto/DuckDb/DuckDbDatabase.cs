namespace LocalKusto.DuckDb;

/// <summary>
/// An open DuckDB database. Safe for many threads; each of them works on a <see cref="DuckDbConnection"/> of its own.
/// </summary>
public sealed class DuckDbDatabase : IDisposable
{
    public const string InMemory = ":memory:";

    private readonly DatabaseHandle _handle;

    private DuckDbDatabase(DatabaseHandle handle) => _handle = handle;

    /// <summary>Version of the native library, e.g. <c>v1.5.6</c>.</summary>
    public static unsafe string LibraryVersion => NativeMethods.ToText(NativeMethods.LibraryVersion());

    /// <param name="path">A file, made if it does not exist, or <see cref="InMemory"/>.</param>
    /// <param name="settings">DuckDB configuration, e.g. <c>threads</c>, <c>memory_limit</c>.</param>
    /// <exception cref="DuckDbException">Another process has the file open, it is no DuckDB file, or a setting is unknown.</exception>
    public static unsafe DuckDbDatabase Open(string path, IReadOnlyDictionary<string, string>? settings = null)
    {
        if (NativeMethods.CreateConfig(out var config) != 0)
            throw new DuckDbException("DuckDB could not allocate a configuration.", DuckDbErrorType.OutOfMemory);
        try
        {
            foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            {
                if (NativeMethods.SetConfig(config, name, value) != 0)
                    throw new DuckDbException($"DuckDB does not take the setting {name} = '{value}'.");
            }
            if (NativeMethods.OpenExt(path, out var handle, config, out var error) == 0)
                return new DuckDbDatabase(handle);
            var message = NativeMethods.ToText(error);
            NativeMethods.Free(error);
            handle.Dispose();
            throw new DuckDbException(message, DuckDbErrorType.Io);
        }
        finally
        {
            NativeMethods.DestroyConfig(ref config);
        }
    }

    public DuckDbConnection Connect()
    {
        if (NativeMethods.Connect(_handle, out var connection) == 0)
            return new DuckDbConnection(connection);
        connection.Dispose();
        throw new DuckDbException("DuckDB refused a connection.");
    }

    /// <summary>Closes the database once its last connection is closed; a clean close writes a checkpoint.</summary>
    public void Dispose() => _handle.Dispose();
}
