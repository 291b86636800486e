using LatamFunctions.DataExplorer;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Http;

/// <summary>
/// What goes for every HTTP function: request ids in the answer, and an exception becomes problem details that say what the
/// client can do, and nothing about the inside. Other functions pass through untouched: theirs must reach the host.
/// </summary>
public sealed class RequestFailures(ILogger<RequestFailures> logger) : IFunctionsWorkerMiddleware
{
    public const string RequestIdHeader = "x-ms-request-id";
    public const string ClientRequestIdHeader = "x-ms-client-request-id";

    private const int MaxClientRequestIdLength = 128;
    private const int StatusClientClosedRequest = 499;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        AddRequestIds(http, context.InvocationId);
        try
        {
            await next(context);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, context, e);
        }
    }

    /// <summary>The answer to a request that failed with <paramref name="failure"/>.</summary>
    internal static Problem ProblemOf(KustoFailure failure) => failure switch
    {
        KustoFailure.Throttled => TryLater(ErrorCodes.ServerBusy, "The database is busy."),
        KustoFailure.Unavailable => TryLater(ErrorCodes.ServiceUnavailable, "The database cannot be reached."),
        KustoFailure.Timeout => new Problem(
            StatusCodes.Status504GatewayTimeout,
            ErrorCodes.Timeout,
            "The database took too long. Ask for less, for instance a shorter time range, or try again."),
        _ => new Problem(
            StatusCodes.Status500InternalServerError,
            ErrorCodes.InternalError,
            $"Something went wrong here. Give the {RequestIdHeader} of this answer when you report it."),
    };

    private static Problem TryLater(string code, string reason) =>
        new(StatusCodes.Status503ServiceUnavailable, code, $"{reason} Try again after the time that Retry-After gives.") { RetryAfter = RetryAfter };

    private static void AddRequestIds(HttpContext http, string invocationId)
    {
        http.Response.Headers[RequestIdHeader] = invocationId;
        if (http.Request.Headers[ClientRequestIdHeader] is [{ Length: > 0 and <= MaxClientRequestIdLength } id]
            && id.All(c => c is >= ' ' and <= '~'))
        {
            http.Response.Headers[ClientRequestIdHeader] = id;
        }
    }

    private async Task AnswerAsync(HttpContext http, FunctionContext context, Exception exception)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            logger.ClientGone(context.FunctionDefinition.Name, context.InvocationId);
            http.Response.StatusCode = StatusClientClosedRequest;
            return;
        }

        var failure = KustoFailures.Classify(exception, context.CancellationToken);
        var problem = ProblemOf(failure);
        logger.RequestFailed(exception, context.FunctionDefinition.Name, context.InvocationId, failure, problem.Status);
        await problem.ExecuteAsync(http);
    }
}
