using System.Collections.Concurrent;
using LocalKusto.DuckDb;

namespace LocalKusto.Storage;

/// <summary>Idle connections. Their number is the maximum that was ever in use at the same time.</summary>
internal sealed class ConnectionPool(DuckDbDatabase database) : IDisposable
{
    private readonly ConcurrentBag<DuckDbConnection> _idle = [];

    public Lease Rent() => new(this, _idle.TryTake(out var connection) ? connection : database.Connect());

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    /// <summary>A connection until it is disposed of. A transaction that was begun on it must have ended by then.</summary>
    internal readonly struct Lease(ConnectionPool pool, DuckDbConnection connection) : IDisposable
    {
        public DuckDbConnection Connection { get; } = connection;

        public void Dispose() => pool._idle.Add(Connection);
    }
}
