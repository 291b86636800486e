using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Http;

/// <summary>Identifies the sender of a request: by its access token where the app accepts them, by its key otherwise.</summary>
public sealed class ConsumerAuthenticator(ApiKeys keys, EntraTokens tokens)
{
    private const string Bearer = "Bearer ";

    /// <returns>The sender, or null when its token is not valid.</returns>
    /// <exception cref="HttpRequestException">The keys that tokens are signed with cannot be read.</exception>
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
