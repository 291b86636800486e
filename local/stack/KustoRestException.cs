using System.Text.Json;

namespace LocalStack;

/// <summary>A refusal by the Kusto engine.</summary>
/// <param name="body">The answer: a OneApiError, whose message is the one to show, or plain text.</param>
internal sealed class KustoRestException(string body) : Exception(MessageOf(body))
{
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
