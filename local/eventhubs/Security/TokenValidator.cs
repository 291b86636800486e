using LocalEventHubs.Errors;

namespace LocalEventHubs.Security;

/// <summary>
/// Validates SAS tokens against the namespace's access policies. The prefixes of the error messages, up to the colon, are the same as in
/// Azure.
/// </summary>
internal sealed class TokenValidator(IReadOnlyList<AccessPolicy> policies, TimeProvider time)
{
    /// <summary>The tolerance for clock skew between clients and the broker.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public AccessPolicy? FindPolicy(string name) => policies.FirstOrDefault(policy => policy.Name == name);

    /// <exception cref="EventHubsException">
    /// The string is not a SAS token, the token's signature is invalid, or the token has expired.
    /// </exception>
    public AccessToken Validate(string text)
    {
        if (SharedAccessSignature.Parse(text) is not { ExpiresAt: { } expiry } token)
            throw Unauthorized("MalformedToken: The token is not of the form 'SharedAccessSignature sr=…&sig=…&se=…&skn=…'.");
        if (FindPolicy(token.KeyName) is not { } policy || !token.IsSignedWith(policy.Key))
            throw Unauthorized("InvalidSignature: The token has an invalid signature.");

        var end = expiry > DateTimeOffset.MaxValue - ClockSkew ? DateTimeOffset.MaxValue : expiry + ClockSkew;
        if (end < time.GetUtcNow())
            throw Unauthorized($"ExpiredToken: The token expired at {expiry:u}.");
        return new AccessToken(token, policy.Claims, end);
    }

    /// <summary>Verifies that a token is valid and grants a claim for an entity.</summary>
    /// <exception cref="EventHubsException">The token is invalid or does not grant the claim.</exception>
    public void Authorize(string text, AccessClaims claim, string path)
    {
        var token = Validate(text);
        if (!token.Signature.Covers(path))
        {
            throw Unauthorized(
                $"InvalidAudience: The token's resource '{Uri.UnescapeDataString(token.Signature.Resource)}' does not cover '{path}'.");
        }

        if ((token.Claims & claim) == 0)
            throw Unauthorized($"Unauthorized access. '{claim}' claim(s) are required to perform this operation.");
    }

    public static EventHubsException Unauthorized(string message) => new(EventHubsErrorReason.Unauthorized, message);
}
