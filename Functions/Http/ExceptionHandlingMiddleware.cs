using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Http;

/// <summary>
/// Converts exceptions from HTTP functions to problem details, which describe the action for the client and contain no internal details.
/// Exceptions from other functions are not caught, because the host must receive them.
/// </summary>
public sealed class ExceptionHandlingMiddleware(ILogger<ExceptionHandlingMiddleware> logger, TimeProvider time) : IFunctionsWorkerMiddleware
{
    private const int StatusClientClosedRequest = 499;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The maximum wait for the connection to close after an invocation is canceled. Usually, the wait is a few milliseconds.
    /// </summary>
    private static readonly TimeSpan AbortDelay = TimeSpan.FromSeconds(1);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            if (await HasClientDisconnectedAsync(http, context, e))
                EndDisconnected(http, context);
            else if (http.Response.HasStarted)
                throw;
            else
                await RespondAsync(http, context, e);
        }
    }

    /// <summary>Returns the response to a request that failed with <paramref name="failure"/>.</summary>
    internal static Problem ProblemOf(KustoFailure failure) => failure switch
    {
        KustoFailure.Throttled => TryLater(ErrorCodes.ServerBusy, "A service that the API depends on is busy."),
        KustoFailure.Unavailable => TryLater(ErrorCodes.ServiceUnavailable, "A service that the API depends on cannot be reached."),
        KustoFailure.Canceled => TryLater(ErrorCodes.ServiceUnavailable, "The instance that executed the request has stopped."),
        KustoFailure.Timeout => new Problem(
            ErrorCodes.Timeout, "The database took too long. Narrow the query, for example to a shorter time range, or retry."),
        KustoFailure.LimitsExceeded => new Problem(
            ErrorCodes.ResultTooLarge, "The result exceeds 500,000 rows or 64 MB. Narrow the query, for example to a shorter time range."),
        _ => new Problem(
            ErrorCodes.InternalError,
            $"An unexpected error occurred. Report it with the {ResponseHeadersMiddleware.RequestIdHeader} of this response."),
    };

    /// <summary>Returns the response to a request that the server could not read because of a client error.</summary>
    internal static Problem ProblemOf(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout =>
            new Problem(ErrorCodes.RequestTimeout, "The body arrived too slowly. Send the request again."),
        StatusCodes.Status413PayloadTooLarge => new Problem(ErrorCodes.ContentTooLarge, "The body is larger than the server accepts."),
        _ => new Problem(
            ErrorCodes.MalformedRequest, "The body of the request is malformed HTTP, for example an invalid chunk or Content-Length."),
    };

    /// <summary>
    /// Returns the first line of the exception's message, because messages from Azure client libraries continue with the response headers.
    /// After retries, the last exception is used, as in <see cref="KustoFailures.Classify"/>.
    /// </summary>
    private static string ReasonOf(Exception exception) => exception is AggregateException { InnerExceptions: [.., var last] }
        ? ReasonOf(last)
        : exception.Message.Split(['\r', '\n'], 2)[0];

    private static Problem TryLater(ErrorCode code, string reason) =>
        new(code, $"{reason} Retry after the interval in `Retry-After`.")
        {
            RetryAfter = RetryAfter,
        };

    private async Task RespondAsync(HttpContext http, FunctionContext context, Exception exception)
    {
        // This exception is handled first because it is also an IOException, which is classified as an unavailable service.
        if (exception is BadHttpRequestException bad)
        {
            logger.RequestMalformed(bad, context.FunctionDefinition.Name, context.InvocationId, bad.StatusCode);
            await ProblemOf(bad).ExecuteAsync(http);
            return;
        }

        var failure = KustoFailures.Classify(exception, context.CancellationToken);
        var problem = ProblemOf(failure);
        if (problem.Code == ErrorCodes.InternalError)
            logger.RequestFailed(exception, context.FunctionDefinition.Name, context.InvocationId, failure, problem.Status);
        else
            logger.RequestNotServed(
                context.FunctionDefinition.Name, context.InvocationId, failure, problem.Status, ReasonOf(exception));
        try
        {
            await problem.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            EndDisconnected(http, context);
        }
    }

    /// <summary>
    /// Whether the client has disconnected. When a client disconnects, the host cancels the invocation and closes its connection to the
    /// worker, but the worker might observe the closed connection only later. When a host stops, it only cancels the invocation. If the
    /// connection is reset while the body is read, the read fails with an IOException.
    /// </summary>
    private async Task<bool> HasClientDisconnectedAsync(HttpContext http, FunctionContext context, Exception exception)
    {
        var isCanceled = KustoFailures.Classify(exception, context.CancellationToken) == KustoFailure.Canceled;
        if (!isCanceled && exception is not (OperationCanceledException or IOException))
            return false;
        if (isCanceled && !http.RequestAborted.IsCancellationRequested)
            await Task.Delay(AbortDelay, time, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return http.RequestAborted.IsCancellationRequested;
    }

    private void EndDisconnected(HttpContext http, FunctionContext context)
    {
        logger.ClientDisconnected(context.FunctionDefinition.Name, context.InvocationId);
        if (!http.Response.HasStarted)
            http.Response.StatusCode = StatusClientClosedRequest;
    }
}
