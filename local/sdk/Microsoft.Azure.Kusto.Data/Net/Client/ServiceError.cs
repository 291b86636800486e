using System.Net;
using System.Text.Json;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>Kusto's error answers (OneApiError) as the official client's exceptions.</summary>
internal static class ServiceError
{
    private const int MaxTextLength = 4096;

    public static async Task<Exception> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return Of(response.StatusCode, body);
    }

    /// <summary>By the error's own @type where it names a class that we have, else by status and permanence.</summary>
    internal static KustoException Of(HttpStatusCode status, string body)
    {
        var (type, code, message, permanent) = Parse(body);
        message = $"{(int)status} {code}: {message}".Trim();
        if (message.Length > MaxTextLength)
            message = message[..MaxTextLength];

        return type switch
        {
            nameof(SyntaxException) => new SyntaxException(message, null),
            nameof(SemanticException) => new SemanticException(message, null),
            nameof(EntityNotFoundException) => new EntityNotFoundException(message, null),
            nameof(DatabaseNotFoundException) => new DatabaseNotFoundException(message, null),
            nameof(TableNotFoundException) => new TableNotFoundException(message, null),
            nameof(MappingNotFoundException) => new MappingNotFoundException(message, null),
            nameof(KustoServicePartialQueryFailureLimitsExceededException) => new KustoServicePartialQueryFailureLimitsExceededException(message, null),
            _ => (int)status switch
            {
                401 => new KustoClientAuthenticationException(message, null),
                403 => new KustoRequestDeniedException(message, null),
                413 => new KustoRequestPayloadTooLargeException(message, null),
                429 => new KustoRequestThrottledException(message, null),
                503 => new KustoServiceUnavilableException(message, null),
                504 => new KustoServiceTimeoutException(message, null),
                >= 500 => new KustoServiceException(message, null),
                404 => new EntityNotFoundException(message, null),
                _ when permanent => new KustoBadRequestException(message, null),
                _ => new KustoServiceException(message, null),
            },
        };
    }

    private static (string Type, string Code, string Message, bool Permanent) Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error))
            {
                var inner = error.TryGetProperty("innererror", out var value) ? value : error;
                var type = Text(inner, "@type") ?? Text(error, "@type") ?? "";
                return (
                    type[(type.LastIndexOf('.') + 1)..],
                    Text(error, "code"),
                    Text(error, "@message") ?? Text(error, "message"),
                    !error.TryGetProperty("@permanent", out var permanent) || permanent.ValueKind != JsonValueKind.False);
            }
        }
        catch (JsonException)
        {
            // A proxy's page, or plain text: it is the message.
        }

        return ("", "", body, true);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
