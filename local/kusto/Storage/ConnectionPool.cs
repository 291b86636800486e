using System.Collections.Concurrent;
using LocalKusto.DuckDb;

namespace LocalKusto.Storage;

/// <summary>
/// A pool of connections. The pool never shrinks, so its size is the largest number of connections that were in use at the same time.
/// </summary>
internal sealed class ConnectionPool(DuckDbDatabase database) : IDisposable
{
    private readonly ConcurrentBag<DuckDbConnection> _idle = [];

    public Lease Rent() => new(this, _idle.TryTake(out var connection) ? connection : database.Connect());

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    /// <summary>
    /// A rented connection, which is returned to the pool on disposal. The connection's transaction must end before the disposal.
    /// </summary>
    internal readonly struct Lease(ConnectionPool pool, DuckDbConnection connection) : IDisposable
    {
        public DuckDbConnection Connection { get; } = connection;

        public void Dispose() => pool._idle.Add(Connection);
    }
}
