using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Http;

/// <summary>Identifies the sender of a request by the access token if the app accepts access tokens and the request has one, otherwise by
/// the key.</summary>
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
