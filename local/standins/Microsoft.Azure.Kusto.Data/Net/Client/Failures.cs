using System.Net.Sockets;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>Maps failures to the exceptions of the official client, version 14.2.4.</summary>
internal static class Failures
{
    private const int MaxMessageLength = 4096;

    /// <summary>
    /// Returns the exception for an error response. For status 400, only a few error types have an exception class of their own. Every
    /// other error with status 400, such as a missing table or mapping, is a <see cref="KustoBadRequestException"/> with a specific
    /// FailureSubCode.
    /// </summary>
    public static KustoException FromResponse(int status, string reasonPhrase, string body)
    {
        var error = OneApiError.TryParse(body);
        var message = Message(reasonPhrase, error?.InnerCode ?? status.ToString(), error?.Message ?? body);
        KustoException exception = status switch
        {
            400 => BadRequest(error?.Type, message),
            403 => new KustoRequestDeniedException(message, null),
            409 => new KustoConflictException(message, null),
            413 => new KustoRequestPayloadTooLargeException(message, null),
            429 => new KustoRequestThrottledException(message, null),
            503 => new KustoServiceUnavilableException(message, null),
            504 => new KustoServiceTimeoutException(message, null),
            >= 400 and < 500 => new KustoRequestException(message, null),
            _ => new KustoServiceException(message, null),
        };
        return exception.With(status, error?.Code, error?.IsPermanent);
    }

    /// <summary>Returns the exception for an error among the rows. The error is a string or an error object.</summary>
    public static KustoException FromRow(string text)
    {
        var error = OneApiError.TryParse(text);
        if (error is null)
            return new KustoServicePartialQueryFailureException(text, null);

        var message = error.Message ?? text;
        KustoException exception = ClassName(error.Type) switch
        {
            nameof(SyntaxException) => new SyntaxException(message, null),
            nameof(SemanticException) => new SemanticException(message, null),
            nameof(KustoDataStreamException) => new KustoDataStreamException(message, null),
            nameof(KustoServicePartialQueryFailureLimitsExceededException) =>
                new KustoServicePartialQueryFailureLimitsExceededException(message, null),
            nameof(KustoServicePartialQueryFailureLowMemoryConditionException) =>
                new KustoServicePartialQueryFailureLowMemoryConditionException(message, null),
            _ => new KustoServicePartialQueryFailureException(message, null),
        };
        return exception.With(exception.FailureCode, error.Code, error.IsPermanent);
    }

    /// <summary>
    /// Returns the exception for a transport failure. The exception for a connection timeout is a <see
    /// cref="KustoClientUnableToConnectException"/>. The exception for a refused connection is a <see cref="KustoClientException"/>.
    /// </summary>
    public static KustoException FromTransport(Uri cluster, Exception exception)
    {
        var cause = exception.InnerException ?? exception;
        var message = $"The request to {cluster.Host}:{cluster.Port} failed: {cause.Message}";
        return cause is SocketException { SocketErrorCode: SocketError.TimedOut }
            ? new KustoClientUnableToConnectException(message, cause)
            : new KustoClientException(message, cause);
    }

    private static KustoException BadRequest(string type, string message) => ClassName(type) switch
    {
        nameof(SyntaxException) => new SyntaxException(message, null),
        nameof(SemanticException) or "RelopSemanticException" => new SemanticException(message, null),
        nameof(EntityNotFoundException) => new EntityNotFoundException(message, (Exception)null),
        _ => new KustoBadRequestException(message, null),
    };

    private static string Message(string reasonPhrase, string code, string text)
    {
        var message = $"{reasonPhrase} ({code}): {text}";
        return message.Length > MaxMessageLength ? message[..MaxMessageLength] : message;
    }

    private static string ClassName(string type) =>
        type is not null && type.StartsWith("Kusto.Data.Exceptions.", StringComparison.Ordinal)
            ? type["Kusto.Data.Exceptions.".Length..]
            : null;
}
