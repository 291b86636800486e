using System.Net;
using Microsoft.AspNetCore.Http;

namespace LocalStack.Telemetry;

/// <summary>Forwards exports to another collector.</summary>
internal sealed class OtlpForwarder(OtlpCollector collector) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"{collector.Root}/"), Timeout = Timeout };

    /// <param name="path">The path of the signal, <c>v1/traces</c>, <c>v1/metrics</c> or <c>v1/logs</c>.</param>
    /// <param name="request">The request, whose headers describe the body.</param>
    /// <param name="body">The bytes of the export.</param>
    /// <returns>The collector's status, or 503 if the collector cannot be reached. The exporter logs a failed export.</returns>
    public async Task<HttpStatusCode> ForwardAsync(string path, HttpRequest request, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        if (collector.Key is { } key)
            content.Headers.TryAddWithoutValidation(OtlpCollector.KeyHeader, key);
        content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding)
            content.Headers.ContentEncoding.Add(encoding);
        try
        {
            using var response = await _http.PostAsync(path, content, request.HttpContext.RequestAborted).ConfigureAwait(false);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
        catch (OperationCanceledException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return HttpStatusCode.ServiceUnavailable; // The collector did not respond within the timeout.
        }
    }

    public void Dispose() => _http.Dispose();
}
