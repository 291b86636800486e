using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Http;

/// <summary>
/// Identifies the sender of a request. If the app accepts access tokens and the request contains a token, the token identifies the sender.
/// In all other cases, the key identifies the sender.
/// </summary>
public sealed class ConsumerAuthenticator(ApiKeys keys, EntraTokens tokens)
{
    private const string Bearer = "Bearer ";

    /// <returns>The sender; <c>null</c> if the sender's token is invalid.</returns>
    /// <exception cref="HttpRequestException">The token issuer's metadata cannot be read.</exception>
    internal async Task<Consumer?> FindAsync(HttpRequest request)
    {
        if (tokens.AreAccepted
            && request.Headers[HeaderNames.Authorization].ToString() is var header
            && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return await tokens.ValidateAsync(header[Bearer.Length..].Trim(), request.HttpContext.RequestAborted);
        }

        var key = ApiKeys.KeyOf(request);
        return new Consumer(key, keys.ScopesOf(key));
    }
}
