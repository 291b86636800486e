using System.Net;
using System.Net.Http.Headers;

namespace ApiBenchmark;

/// <param name="skipCache">Whether requests contain <c>Cache-Control: no-cache</c>, so that the app queries Kusto.</param>
internal sealed class ApiTarget(HttpClient http, Uri root, bool skipCache) : IQueryTarget
{
    private static readonly CacheControlHeaderValue NoCache = new() { NoCache = true };

    public async ValueTask<string?> ExecuteAsync(BenchmarkQuery query, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(root, query.Path));
        if (skipCache)
            request.Headers.CacheControl = NoCache;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                return $"GET {query.Path} returned {(int)response.StatusCode}: "
                    + await response.Content.ReadAsStringAsync(cancellationToken);
            await response.Content.CopyToAsync(System.IO.Stream.Null, cancellationToken);
            return null;
        }
        catch (Exception e) when (
            e is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"GET {query.Path}: {e.Message}";
        }
    }

    /// <summary>Does nothing, because the HTTP client is shared.</summary>
    public void Dispose()
    {
    }
}
