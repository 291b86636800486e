namespace LocalFunctions.Host.Invocations;

/// <summary>The error of a failed invocation.</summary>
/// <param name="Type">The exception's type in the worker, or an empty string if the worker ended.</param>
/// <param name="Message">The exception's message.</param>
/// <param name="StackTrace">The stack trace in the worker, or an empty string.</param>
/// <param name="IsCancelled">Whether the function ended because the invocation was canceled.</param>
public sealed record InvocationError(string Type, string Message, string StackTrace, bool IsCancelled);
