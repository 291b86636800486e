using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Invocations;

/// <summary>The result of an invocation. With a retry policy, each attempt is a separate invocation.</summary>
/// <param name="InvocationId">The invocation's identifier, as in the function's context.</param>
/// <param name="Error">The error, or <c>null</c> if the invocation succeeded.</param>
/// <param name="ReturnValue">
/// The function's return value as JSON or text, or <c>null</c>. The response of an HTTP function is not included.
/// </param>
/// <param name="Outputs">The values of output bindings by name, as JSON or text.</param>
/// <param name="Logs">The lines that the function logged, at most <see cref="MaxLogs"/>.</param>
/// <param name="RetryCount">The number of retries before this attempt.</param>
/// <param name="Duration">The time between sending the request to the worker and receiving the response.</param>
public sealed record InvocationResult(
    string FunctionName,
    string InvocationId,
    InvocationError? Error,
    string? ReturnValue,
    IReadOnlyDictionary<string, string> Outputs,
    IReadOnlyList<InvocationLog> Logs,
    int RetryCount,
    TimeSpan Duration)
{
    /// <summary>The maximum number of stored log lines per invocation.</summary>
    public const int MaxLogs = Protocol.PendingInvocation.MaxLogs;

    public bool Succeeded => Error is null;
}
