using System.Collections.Frozen;

namespace LatamFunctions.Http;

/// <summary>The sender of a request.</summary>
/// <param name="Id">Its key, or the identity that its token names: all its requests count against one rate limit. "" for neither.</param>
/// <param name="Scopes">The operations that it may call.</param>
internal sealed record Consumer(string Id, IReadOnlySet<Audience> Scopes)
{
    /// <summary>The sender of a request to an operation that is open to all.</summary>
    public static Consumer Anonymous { get; } = new("", FrozenSet<Audience>.Empty);

    /// <summary>Whether it may call operations for <paramref name="audience"/>. An operator may also read.</summary>
    public bool MayCall(Audience audience) =>
        audience == Audience.Open || Scopes.Contains(audience) || (audience == Audience.Read && Scopes.Contains(Audience.Operate));
}
