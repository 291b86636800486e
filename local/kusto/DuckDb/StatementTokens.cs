using System.Collections.Concurrent;

namespace LocalKusto.DuckDb;

/// <summary>
/// The cancellation tokens of a database's connections. An interrupt ends a statement only between two chunks of rows. Native functions,
/// which compute a whole chunk, therefore look up the token by connection number and check it.
/// </summary>
internal sealed class StatementTokens
{
    private readonly ConcurrentDictionary<ulong, CancellationToken> _tokens = new();

    public CancellationToken Find(ulong connection) => _tokens.GetValueOrDefault(connection);

    /// <summary>Sets the token for the connection's statements. The token applies until <see cref="Remove"/> is called.</summary>
    public void Set(ulong connection, CancellationToken cancellationToken) => _tokens[connection] = cancellationToken;

    public void Remove(ulong connection) => _tokens.TryRemove(connection, out _);
}
