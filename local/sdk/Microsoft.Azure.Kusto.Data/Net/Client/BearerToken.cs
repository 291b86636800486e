using Azure.Core;

namespace Kusto.Data.Net.Client;

/// <summary>A cluster's access token, asked for again some minutes before it expires.</summary>
internal sealed class BearerToken(TokenCredential credential, Uri cluster)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly TokenRequestContext _request = new([$"{cluster.Scheme}://{cluster.Host}/.default"]);
    private AccessToken _token;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        var token = _token;
        if (token.ExpiresOn - Margin <= DateTimeOffset.UtcNow)
            _token = token = await credential.GetTokenAsync(_request, cancellationToken).ConfigureAwait(false);
        return token.Token;
    }
}
