using Azure.Core;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>Caches a cluster's access token until it must be renewed.</summary>
internal sealed class BearerToken(TokenCredential credential, Uri cluster, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly TokenRequestContext _request = new([$"{cluster.Scheme}://{cluster.Host}/.default"]);

    /// <summary>The cached token. <see cref="CachedToken"/> is a reference type, so that other threads read the token atomically.</summary>
    private volatile CachedToken _current;

    /// <exception cref="KustoClientAuthenticationException">The credential cannot provide a token.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { } current && time.GetUtcNow() < current.RenewOn)
            return current.Token;
        try
        {
            var token = await credential.GetTokenAsync(_request, cancellationToken).ConfigureAwait(false);
            _current = new CachedToken(token.Token, token.RefreshOn ?? token.ExpiresOn - Margin);
            return token.Token;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new KustoClientAuthenticationException($"No access token is available for {cluster.Host}: {e.Message}", e);
        }
    }

    private sealed record CachedToken(string Token, DateTimeOffset RenewOn);
}
