using System.Collections.Concurrent;

namespace LocalKusto.DuckDb;

/// <summary>
/// The tokens that end the statements of a database's connections. An interrupt ends a statement between two chunks of rows; native
/// functions, which compute a chunk, find the token here by the number of their connection.
/// </summary>
internal sealed class StatementTokens
{
    private readonly ConcurrentDictionary<ulong, CancellationToken> _tokens = new();

    public CancellationToken Find(ulong connection) => _tokens.GetValueOrDefault(connection);

    /// <summary>Sets the token of the connection's statements, until <see cref="Remove"/>.</summary>
    public void Set(ulong connection, CancellationToken cancellationToken) => _tokens[connection] = cancellationToken;

    public void Remove(ulong connection) => _tokens.TryRemove(connection, out _);
}
