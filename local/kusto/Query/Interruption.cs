using LocalKusto.DuckDb;

namespace LocalKusto.Query;

/// <summary>
/// Interrupts DuckDB when a token is canceled. The interrupt is repeated until this object is disposed of, because an interrupt between two
/// statements does not affect the next statement. Native functions check the token directly.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Timer _timer;
    private readonly CancellationTokenRegistration _registration;
    private readonly DuckDbConnection _connection;

    public Interruption(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        connection.Tokens.Set(connection.Number, cancellationToken);
        _timer = new Timer(_ => connection.Interrupt());
        _registration = cancellationToken.Register(() => _timer.Change(TimeSpan.Zero, Interval));
    }

    public void Dispose()
    {
        _registration.Dispose();
        _connection.Tokens.Remove(_connection.Number);
        // Wait for an interrupt in progress, because it must not affect the connection's next statement.
        using var stopped = new ManualResetEvent(false);
        if (_timer.Dispose(stopped))
            stopped.WaitOne();
    }
}
