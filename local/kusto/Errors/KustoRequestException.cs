using DuckDB.NET.Native;
using LocalKusto.Configuration;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Errors;

/// <summary>The error that a failed request returns, with the properties of Kusto's OneApiError.</summary>
/// <param name="code">The value of error.code.</param>
/// <param name="exceptionType">The value of error.@type, without the namespace Kusto.Data.Exceptions.</param>
/// <param name="message">The value of error.@message.</param>
/// <param name="isPermanent">The value of error.@permanent: whether a retry of the request would also fail.</param>
/// <param name="innerError">The properties of error.innererror.</param>
/// <param name="cause">The exception that caused the error.</param>
internal sealed class KustoRequestException(
    int httpStatus,
    string code,
    string exceptionType,
    string message,
    bool isPermanent = true,
    KustoInnerError? innerError = null,
    Exception? cause = null) : Exception(message, cause)
{
    public int HttpStatus { get; } = httpStatus;

    public string Code { get; } = code;

    public string ExceptionType { get; } = exceptionType;

    public bool IsPermanent { get; } = isPermanent;

    public KustoInnerError? InnerError { get; } = innerError;

    public static KustoRequestException BadRequest(string message) =>
        new(400, "General_BadRequest", "KustoBadRequestException", $"Request is invalid and cannot be processed: {message}");

    public static KustoRequestException EntityNotFound(string kind, string name) =>
        new(400, "BadRequest_EntityNotFound", "EntityNotFoundException", $"Entity ID '{name}' of kind '{kind}' was not found.");

    public static KustoRequestException EntityAlreadyExists(string kind, string name) =>
        new(400, "BadRequest", "EntityAlreadyExistsException", $"Entity '{name}' of kind '{kind}' already exists.");

    public static KustoRequestException DatabaseNotFound(string name) =>
        new(400, "BadRequest_DatabaseNotExist", "EntityNotFoundException", $"Entity ID '{name}' of kind 'Database' was not found.");

    public static KustoRequestException Conflict(string message, Exception? cause = null) =>
        new(409, "Conflict", "KustoConflictException", $"{message} Send it again.", isPermanent: false, cause: cause);

    public static KustoRequestException Throttled(int capacity) =>
        new(429, "TooManyRequests", "KustoRequestThrottledException",
            $"The query was aborted due to throttling. Retrying after some backoff might succeed. Capacity: {capacity}, "
            + "Origin: 'RequestRateLimitPolicy/WorkloadGroup/default'.",
            isPermanent: false);

    public static KustoRequestException TimedOut(TimeSpan limit) =>
        new(504, "RequestExecutionTimeout", "KustoServiceTimeoutException",
            $"Request timed out: it did not complete within {limit:c}. Request less data, or increase the request option 'servertimeout'.",
            isPermanent: false);

    public static KustoRequestException Canceled() =>
        new(400, "RequestCanceled", "KustoRequestCanceledException", "The query was canceled by the command '.cancel query'.",
            isPermanent: false);

    public static KustoRequestException ReadOnly(string text) =>
        BadRequest($"Cannot invoke control command or write while the request's readonly flag is set: '{text}'.");

    /// <summary>Converts any exception to the error that the request returns. <paramref name="text"/> is the text of the request.</summary>
    public static KustoRequestException FromAny(Exception exception, string text) => exception switch
    {
        KustoRequestException known => known,
        KqlException kql => From(kql, text),
        DuckDbException duckDb => From(duckDb),
        TableAlteredException altered => Conflict(altered.Message, altered),
        OperationCanceledException => new KustoRequestException(
            503, "ServiceUnavailable", "KustoServiceUnavailableException", "The engine is stopping.", isPermanent: false, cause: exception),
        _ => Internal(exception),
    };

    /// <summary>
    /// Converts a compilation error. <paramref name="text"/> is the text of the request, which Kusto repeats in syntax errors.
    /// </summary>
    public static KustoRequestException From(KqlException exception, string text)
    {
        var message = exception.Kind == KqlErrorKind.Syntax
            ? $"Syntax error: Query could not be parsed: {exception.Code}: {exception.Message} "
                + $"[line:position={exception.Line}:{exception.Position}]. Query: '{text}'"
            : $"Semantic error: {exception.Code}: {exception.Message}";
        return new KustoRequestException(
            400,
            "General_BadRequest",
            "KustoBadRequestException",
            $"Request is invalid and cannot be processed: {message}",
            innerError: new KustoInnerError(
                exception.Code,
                exception.Kind == KqlErrorKind.Syntax ? "SyntaxException" : "SemanticException",
                message,
                exception.Message),
            cause: exception);
    }

    /// <summary>
    /// Returns the error for rows that could not be stored. This error is never caused by the rows, so it is not permanent.
    /// </summary>
    public static KustoRequestException NotStored(DuckDbException exception) => new(
        503, "ServiceUnavailable", "KustoServiceUnavailableException",
            "No row of the request was stored. Check whether the disk is full. The engine's log has the cause.", false,
            cause: exception);

    /// <summary>
    /// Returns the error for rows that waited too long for a change to the database. A retry can succeed after the change.
    /// </summary>
    public static KustoRequestException Busy(TimeSpan waited) => new(
        503, "ServiceUnavailable", "KustoServiceUnavailableException",
            $"The database has been busy for more than {waited:c}, for example with a management command. "
            + "No row of the request was stored. Send it again.",
            isPermanent: false);

    /// <summary>
    /// Returns the error for a failure of the engine. The cause is written only to the log, because it can contain statements that the
    /// caller did not write.
    /// </summary>
    public static KustoRequestException Internal(Exception exception) => new(
        500, "InternalServiceError", "KustoServiceException",
            "The local engine failed to process the request. The engine's log has the details.", isPermanent: false, cause: exception);

    /// <summary>
    /// Converts a DuckDB error to an error about the query. DuckDB's message refers to generated SQL, so it is available only in
    /// <c>cause</c>.
    /// </summary>
    public static KustoRequestException From(DuckDbException exception) => exception.ErrorType switch
    {
        _ when exception.Message.Contains(Evaluation.TooLong, StringComparison.Ordinal) =>
            ExecutionFailed("a value is too large", exception),
        _ when exception.Message.Contains(Evaluation.ChunkTooLong, StringComparison.Ordinal) =>
            ExecutionFailed("the total size of the values in neighboring rows is too large", exception),
        DuckDBErrorType.OutOfMemory => new KustoRequestException(
            400, "LimitsExceeded", "KustoServicePartialQueryFailureLimitsExceededException",
            "Query execution has exceeded the allowed limits (80DA0001): Query execution lacks memory resources to "
            + "complete (E_LOW_MEMORY_CONDITION).",
            false, cause: exception),
        DuckDBErrorType.Io or DuckDBErrorType.Fatal => new KustoRequestException(
            520, "InternalServiceError", "KustoServiceException",
            $"The file {KustoServerOptions.DatabaseFile} or {KustoServerOptions.PartsFile} in the data folder cannot be read or written. "
            + "The engine's log has the cause.",
            false, cause: exception),
        DuckDBErrorType.Transaction => Conflict("Another request changed the same rows at the same time.", exception),
        DuckDBErrorType.Conversion => ExecutionFailed("a value cannot be converted to the required type", exception),
        DuckDBErrorType.OutOfRange or DuckDBErrorType.Decimal => ExecutionFailed("a value is out of the range of its type", exception),
        DuckDBErrorType.DivideByZero => ExecutionFailed("division by zero", exception),
        DuckDBErrorType.InvalidInput => ExecutionFailed("an argument of a function or operator is invalid", exception),
        DuckDBErrorType.Permission => ExecutionFailed("external data cannot be read by the local engine", exception),
        DuckDBErrorType.Interrupt => ExecutionFailed("the query was canceled", exception),

        // DuckDB's parser and binder report this error. The nesting depth of the SQL corresponds to the depth of the query.
        _ when exception.Message.Contains("expression depth", StringComparison.OrdinalIgnoreCase) =>
            BadRequest("Semantic error: SEM0003: The query is too complex: its operators and expressions are nested too deeply."),

        _ => Internal(exception),
    };

    private static KustoRequestException ExecutionFailed(string reason, DuckDbException exception) =>
        new(400, "General_BadRequest", "KustoBadRequestException", $"Query execution has resulted in error: {reason}.", cause: exception);
}

/// <summary>The properties of OneApiError's error.innererror.</summary>
internal sealed record KustoInnerError(string Code, string ExceptionType, string FullMessage, string Message);
