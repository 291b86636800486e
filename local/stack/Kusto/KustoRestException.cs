using System.Net;
using System.Text.Json;

namespace LocalStack.Kusto;

/// <summary>The exception for a request that the Kusto engine rejected.</summary>
/// <param name="status">The status of the response.</param>
/// <param name="body">The response body: a OneApiError, whose message is used, or plain text.</param>
internal sealed class KustoRestException(HttpStatusCode status, string body) : Exception(MessageOf(body))
{
    public HttpStatusCode Status => status;

    private static string MessageOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement.GetProperty("error");
            return (error.TryGetProperty("@message", out var message) ? message : error.GetProperty("message")).GetString() ?? body;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return body;
        }
    }
}
