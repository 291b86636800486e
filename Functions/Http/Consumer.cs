using System.Collections.Frozen;

namespace LatamFunctions.Http;

/// <summary>The sender of a request.</summary>
/// <param name="Id">
/// The sender's key or the identity in the sender's token; an empty string if the sender has neither. One rate limit applies to all
/// requests with the same id.
/// </param>
/// <param name="Scopes">The scopes of the operations that the sender can call.</param>
internal sealed record Consumer(string Id, IReadOnlySet<Scope> Scopes)
{
    /// <summary>The sender of a request to an operation that requires no key.</summary>
    public static Consumer Anonymous { get; } = new("", FrozenSet<Scope>.Empty);

    /// <summary>Whether the sender can call operations in <paramref name="scope"/>. Operators can also call read operations.</summary>
    public bool CanCall(Scope scope) =>
        scope == Scope.Open || Scopes.Contains(scope) || (scope == Scope.Read && Scopes.Contains(Scope.Operate));
}
