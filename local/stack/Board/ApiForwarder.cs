using System.Net.Http.Headers;
using LocalFunctions.Host.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LocalStack.Board;

/// <summary>
/// Forwards requests to the operations of the app's HTTP API that the page uses, so that the page accesses only its own origin. The
/// caller's key is forwarded, and the app determines the key's scope.
/// </summary>
internal sealed class ApiForwarder(Uri api) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = api };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/analytics/{query}", http => ForwardAsync(http, $"analytics/{Value(http, "query")}"));
        endpoints.MapGet("/api/dead-letters", http => ForwardAsync(http, "dead-letters"));
        endpoints.MapGet("/api/dead-letters/{id}", http => ForwardAsync(http, $"dead-letters/{Value(http, "id")}"));
        endpoints.MapDelete("/api/dead-letters/{id}", http => ForwardAsync(http, $"dead-letters/{Value(http, "id")}"));
        endpoints.MapPost("/api/dead-letters/{id}/replay", http => ForwardAsync(http, $"dead-letters/{Value(http, "id")}/replay"));
    }

    public void Dispose() => _http.Dispose();

    private static string Value(HttpContext http, string name) => Uri.EscapeDataString((string)http.GetRouteValue(name)!);

    private async Task ForwardAsync(HttpContext http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(http.Request.Method), path + http.Request.QueryString);
        request.Headers.TryAddWithoutValidation(FunctionKeys.Header, (string?)http.Request.Headers[FunctionKeys.Header]);
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
            if (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type))
                request.Content.Headers.ContentType = type;
            request.Content.Headers.ContentLength = http.Request.ContentLength;
        }

        try
        {
            using var response = await _http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted)
                .ConfigureAwait(false);
            http.Response.StatusCode = (int)response.StatusCode;
            http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The page was closed, so there is no response.
        }
        catch (OperationCanceledException) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status504GatewayTimeout; // HttpClient's timeout of 100 s has elapsed.
        }
    }
}
