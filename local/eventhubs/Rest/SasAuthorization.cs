using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>Checks the Authorization header of a send. The words before the colon are the service's own.</summary>
internal sealed class SasAuthorization(string keyName, string key, TimeProvider time)
{
    /// <summary>Clocks of clients differ a little from ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public void Verify(string? authorization, string path)
    {
        if (string.IsNullOrEmpty(authorization))
            throw Unauthorized("MissingToken: The request has no Authorization header; 'SharedAccessSignature sr=…&sig=…&se=…&skn=…' is expected.");
        if (SharedAccessSignature.Parse(authorization) is not { ExpiresAt: { } expiry } token)
            throw Unauthorized("MalformedToken: The Authorization header is no 'SharedAccessSignature sr=…&sig=…&se=…&skn=…'.");
        if (token.KeyName != keyName || !token.IsSignedWith(key))
            throw Unauthorized("InvalidSignature: The token has an invalid signature.");
        if (expiry + ClockSkew < time.GetUtcNow())
            throw Unauthorized($"ExpiredToken: The token expired at {expiry:u}.");
        if (!token.Covers(path))
            throw Unauthorized($"InvalidAudience: The token's resource '{Uri.UnescapeDataString(token.Resource)}' does not cover '{path}'.");
    }

    private static RestException Unauthorized(string detail) => new(StatusCodes.Status401Unauthorized, detail);
}
