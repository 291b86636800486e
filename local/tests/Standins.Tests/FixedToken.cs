using Azure.Core;

namespace Standins.Tests;

/// <summary>A credential that returns a token with a lifetime of one hour, or fails if the token is <c>null</c>.</summary>
internal sealed class FixedToken(string? token) : TokenCredential
{
    public List<string> Scopes { get; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes.AddRange(requestContext.Scopes);
        return token is null
            ? throw new InvalidOperationException("no identity")
            : new AccessToken(token, DateTimeOffset.UtcNow.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
