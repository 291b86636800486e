using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Invocations;

/// <summary>The end of one invocation. Each attempt of a retry policy is an invocation.</summary>
/// <param name="FunctionName">The function's name.</param>
/// <param name="InvocationId">The invocation's identifier, as in the function's context.</param>
/// <param name="Error">The error of a failed invocation; null if it succeeded.</param>
/// <param name="ReturnValue">The function's return value, as JSON or text; null without one. The response of an HTTP function is not part
/// of it.</param>
/// <param name="Outputs">Values of output bindings by name, as JSON or text.</param>
/// <param name="Logs">The lines that the function logged, at most <see cref="MaxLogs"/>.</param>
/// <param name="RetryCount">0 for the first attempt.</param>
/// <param name="Duration">The time from the request to the worker until its response.</param>
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
    /// <summary>The maximum number of lines kept for one invocation.</summary>
    public const int MaxLogs = Protocol.PendingInvocation.MaxLogs;

    public bool Succeeded => Error is null;
}
