using LocalEventHubs.Errors;
using LocalEventHubs.Security;

namespace LocalEventHubs.Amqp;

/// <summary>
/// The rights of a connection's peer, which are granted by the peer's tokens or by the access policy of the peer's SASL PLAIN login.
/// </summary>
internal sealed class Authorizations(TokenValidator validator, TimeProvider time)
{
    /// <summary>The maximum number of tokens. A client sends one token per link, and a renewed token replaces the previous token.</summary>
    private const int MaxTokens = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AccessToken> _tokens = new(StringComparer.OrdinalIgnoreCase);

    public TokenValidator Validator { get; } = validator;

    /// <summary>The claims of the access policy with which the peer logged in.</summary>
    public AccessClaims LoginClaims { get; init; }

    /// <summary>Whether the peer has a valid token or has logged in with a key.</summary>
    public bool IsAuthenticated
    {
        get
        {
            lock (_gate)
                return LoginClaims != AccessClaims.None || _tokens.Count > 0;
        }
    }

    /// <exception cref="EventHubsException">The token is invalid, or the connection has too many tokens.</exception>
    public void Put(string token)
    {
        var valid = Validator.Validate(token);
        RemoveExpired();
        lock (_gate)
        {
            if (_tokens.Count >= MaxTokens)
                throw new EventHubsException(EventHubsErrorReason.QuotaExceeded, $"A connection can have at most {MaxTokens} tokens.");
            _tokens[$"{valid.Signature.KeyName} {valid.Signature.Resource}"] = valid;
        }
    }

    public bool Allow(AccessClaims claim, string path)
    {
        if ((LoginClaims & claim) != 0)
            return true;

        var now = time.GetUtcNow();
        lock (_gate)
            return _tokens.Values.Any(token => token.Grants(claim, path, now));
    }

    public void RemoveExpired()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var (resource, token) in _tokens)
            {
                if (token.ExpiresAt < now)
                    _tokens.Remove(resource);
            }
        }
    }

    /// <summary>Returns the earliest expiry time of the tokens, or <c>null</c> if there are no tokens.</summary>
    public DateTimeOffset? NextExpiry()
    {
        lock (_gate)
            return _tokens.Count == 0 ? null : _tokens.Values.Min(token => token.ExpiresAt);
    }
}
