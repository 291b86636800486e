using System.Collections.Frozen;

namespace LatamFunctions.Http;

/// <summary>The sender of a request.</summary>
/// <param name="Id">
/// The sender's key, or the identity that its token names: all its requests count against one rate limit. "" if it has neither.
/// </param>
/// <param name="Scopes">The operations that it may call.</param>
internal sealed record Consumer(string Id, IReadOnlySet<Scope> Scopes)
{
    /// <summary>The sender of a request to an operation that is open to all.</summary>
    public static Consumer Anonymous { get; } = new("", FrozenSet<Scope>.Empty);

    /// <summary>Whether it may call operations for <paramref name="scope"/>. An operator may also read.</summary>
    public bool MayCall(Scope scope) =>
        scope == Scope.Open || Scopes.Contains(scope) || (scope == Scope.Read && Scopes.Contains(Scope.Operate));
}
