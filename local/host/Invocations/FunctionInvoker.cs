using System.Diagnostics;
using LocalFunctions.Host.Errors;
using LocalFunctions.Host.Metadata;
using LocalFunctions.Host.Protocol;
using LocalFunctions.Host.Workers;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Invocations;

/// <summary>Invokes functions in the running worker, and reports the result of each invocation.</summary>
/// <param name="workers">The supervisor that provides the running worker.</param>
/// <param name="timeout">
/// The time limit of an invocation, or <c>null</c> for no limit. As in Azure, an invocation that exceeds the limit terminates the worker.
/// </param>
/// <param name="completed">
/// A callback that receives the result of each invocation. If the callback is <c>null</c>, results are not created.
/// </param>
/// <param name="logger">The logger for failures.</param>
internal sealed partial class FunctionInvoker(
    WorkerSupervisor workers, TimeSpan? timeout, Action<InvocationResult>? completed, ILogger<FunctionInvoker> logger)
{
    /// <summary>The time limit for invocations in progress when the host stops.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    /// <summary>Returns the running worker. While the worker is restarting, waits for the new worker.</summary>
    public ValueTask<Worker> GetWorkerAsync(CancellationToken cancellationToken) => workers.GetAsync(cancellationToken);

    /// <summary>Invokes a function in a worker and waits for its result.</summary>
    /// <param name="worker">The worker from <see cref="GetWorkerAsync"/>.</param>
    /// <param name="function">A function that the worker has loaded.</param>
    /// <param name="request">
    /// The request without the function's id. Pooled memory to which the request refers is read before the method returns its task.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the invocation in the worker. The method still waits for the result.</param>
    /// <returns>The error, or <c>null</c> if the invocation succeeded.</returns>
    public async Task<InvocationError?> InvokeAsync(
        Worker worker, FunctionDefinition function, InvocationRequest request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var pending = new PendingInvocation(function.Name, keepLogs: completed is not null);
        request.FunctionId = function.Id;
        InvocationResponse? response = null;
        InvocationError? error;
        try
        {
            var responding = worker.InvokeAsync(request, pending, cancellationToken);
            if (timeout is { } limit)
            {
                await ((Task)responding).WaitAsync(limit, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!responding.IsCompleted)
                {
                    LogTimeout(function.Name, request.InvocationId, limit);
                    worker.Kill();
                }
            }

            response = await responding.ConfigureAwait(false);
            error = Error(response);
        }
        catch (WorkerException e)
        {
            error = new InvocationError("", e.Message, "", IsCancelled: false);
        }

        if (error is not null && !cancellationToken.IsCancellationRequested)
            LogFailure(function.Name, request.InvocationId, error.Type, error.Message, error.StackTrace);
        completed?.Invoke(Result(function.Name, request, response, error, pending.Logs(), Stopwatch.GetElapsedTime(start)));
        return error;
    }

    private static InvocationError? Error(InvocationResponse response) => response.Result switch
    {
        null => null,
        { Status: StatusResult.Types.Status.Success } => null,
        { Exception: { } exception } result => new InvocationError(
            exception.Type, exception.Message, exception.StackTrace, result.Status == StatusResult.Types.Status.Cancelled),
        var result => new InvocationError("", result.Result, "", result.Status == StatusResult.Types.Status.Cancelled),
    };

    private static InvocationResult Result(
        string functionName,
        InvocationRequest request,
        InvocationResponse? response,
        InvocationError? error,
        IReadOnlyList<InvocationLog> logs,
        TimeSpan duration) => new(
            functionName,
            request.InvocationId,
            error,
            response?.ReturnValue?.AsText(),
            (response?.OutputData ?? []).ToDictionary(output => output.Name, output => output.Data?.AsText() ?? ""),
            logs,
            request.RetryContext?.RetryCount ?? 0,
            duration);

    [LoggerMessage(LogLevel.Error, "{Function} (invocation {InvocationId}) failed: {Type} {Message}\n{StackTrace}")]
    private partial void LogFailure(string function, string invocationId, string type, string message, string stackTrace);

    [LoggerMessage(LogLevel.Error,
        "{Function} (invocation {InvocationId}) exceeded the functionTimeout of {Timeout}, so the worker is restarted")]
    private partial void LogTimeout(string function, string invocationId, TimeSpan timeout);
}
