using DuckDB.NET.Native;
using LocalKusto.Configuration;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Errors;

/// <summary>The error of a request, in the terms of Kusto's OneApiError.</summary>
/// <param name="httpStatus">The HTTP status.</param>
/// <param name="code">error.code</param>
/// <param name="exceptionType">error.@type, without the namespace Kusto.Data.Exceptions.</param>
/// <param name="message">error.@message</param>
/// <param name="isPermanent">error.@permanent: whether the same request would fail again.</param>
/// <param name="innerError">Further properties of innererror.</param>
/// <param name="cause">What it was in terms of the engine.</param>
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
            $"Request timed out: it did not complete within {limit:c}. Request less, or raise the request option 'servertimeout'.",
            isPermanent: false);

    public static KustoRequestException Cancelled() =>
        new(400, "RequestCanceled", "KustoRequestCanceledException", "The query was cancelled by the command '.cancel query'.",
            isPermanent: false);

    public static KustoRequestException ReadOnly(string text) =>
        BadRequest($"Cannot invoke control command or write while the request's readonly flag is set: '{text}'.");

    /// <summary>Any failure of a request, as its error. <paramref name="text"/> is the request's.</summary>
    public static KustoRequestException FromAny(Exception error, string text) => error switch
    {
        KustoRequestException known => known,
        KqlException kql => From(kql, text),
        DuckDbException duckDb => From(duckDb),
        TableAlteredException altered => Conflict(altered.Message, altered),
        OperationCanceledException => new KustoRequestException(
            503, "ServiceUnavailable", "KustoServiceUnavailableException", "The engine is stopping.", isPermanent: false, cause: error),
        _ => Internal(error),
    };

    /// <summary><paramref name="text"/> is the request's, which Kusto repeats in syntax errors.</summary>
    public static KustoRequestException From(KqlException error, string text)
    {
        var message = error.Kind == KqlErrorKind.Syntax
            ? $"Syntax error: Query could not be parsed: {error.Code}: {error.Message} "
                + $"[line:position={error.Line}:{error.Position}]. Query: '{text}'"
            : $"Semantic error: {error.Code}: {error.Message}";
        return new KustoRequestException(
            400,
            "General_BadRequest",
            "KustoBadRequestException",
            $"Request is invalid and cannot be processed: {message}",
            innerError: new KustoInnerError(
                error.Code,
                error.Kind == KqlErrorKind.Syntax ? "SyntaxException" : "SemanticException",
                message,
                error.Message),
            cause: error);
    }

    /// <summary>Rows could not be stored. The cause is never in the rows, so the error is not permanent.</summary>
    public static KustoRequestException NotStored(DuckDbException error) => new(
        503, "ServiceUnavailable", "KustoServiceUnavailableException",
            "The rows could not be stored, and none of them was. Is the disk full? The engine's log has the cause.", false, cause: error);

    /// <summary>Rows waited too long for a change of the database. The same rows can be stored when the change has ended.</summary>
    public static KustoRequestException Busy(TimeSpan waited) => new(
        503, "ServiceUnavailable", "KustoServiceUnavailableException",
            $"The database has been busy for more than {waited:c}, for example with a management command. "
            + "No row of the request was stored. Send it again.",
            isPermanent: false);

    /// <summary>
    /// The engine failed. What happened is in the log, not in the response: it would name statements that the caller did not write.
    /// </summary>
    public static KustoRequestException Internal(Exception error) => new(
        500, "InternalServiceError", "KustoServiceException", "The local engine failed to process the request; its log has the details.",
            isPermanent: false, cause: error);

    /// <summary>
    /// An error of DuckDB on a statement that this engine wrote, in terms of the query. DuckDB's own words stay in <c>cause</c>.
    /// </summary>
    public static KustoRequestException From(DuckDbException error) => error.ErrorType switch
    {
        _ when error.Message.Contains(Evaluation.TooLong, StringComparison.Ordinal) => ExecutionFailed("a value is too large", error),
        _ when error.Message.Contains(Evaluation.ChunkTooLong, StringComparison.Ordinal) =>
            ExecutionFailed("the values of neighboring rows are too large together", error),
        DuckDBErrorType.OutOfMemory => new KustoRequestException(
            400, "LimitsExceeded", "KustoServicePartialQueryFailureLimitsExceededException",
            "Query execution has exceeded the allowed limits (80DA0001): Query execution lacks memory resources to "
            + "complete (E_LOW_MEMORY_CONDITION).",
            false, cause: error),
        DuckDBErrorType.Io or DuckDBErrorType.Fatal => new KustoRequestException(
            520, "InternalServiceError", "KustoServiceException",
            $"The database file {KustoServerOptions.DatabaseFile} in the data folder cannot be read or written. "
            + "The engine's log has the cause.",
            false, cause: error),
        DuckDBErrorType.Transaction => Conflict("Another request changed the same rows at the same time.", error),
        DuckDBErrorType.Conversion => ExecutionFailed("a value cannot be converted to the required type", error),
        DuckDBErrorType.OutOfRange or DuckDBErrorType.Decimal => ExecutionFailed("a value is out of the range of its type", error),
        DuckDBErrorType.DivideByZero => ExecutionFailed("division by zero", error),
        DuckDBErrorType.InvalidInput => ExecutionFailed("an argument of a function or operator is invalid", error),
        DuckDBErrorType.Permission => ExecutionFailed("external data cannot be read by the local engine", error),
        DuckDBErrorType.Interrupt => ExecutionFailed("the query was cancelled", error),

        // Parser and binder report it; the statement's expressions and subqueries are as deep as the query's.
        _ when error.Message.Contains("expression depth", StringComparison.OrdinalIgnoreCase) =>
            BadRequest("Semantic error: SEM0003: The query is too complex: its operators and expressions are nested too deeply."),

        // A constant that is invalid fails when the statement is prepared: there DuckDB states the type in the message only.
        _ when error.Message.StartsWith("Invalid Input Error:", StringComparison.Ordinal) =>
            ExecutionFailed("an argument of a function or operator is invalid", error),
        _ => Internal(error),
    };

    private static KustoRequestException ExecutionFailed(string reason, DuckDbException error) =>
        new(400, "General_BadRequest", "KustoBadRequestException", $"Query execution has resulted in error: {reason}.", cause: error);
}

internal sealed record KustoInnerError(string Code, string ExceptionType, string FullMessage, string Message);
