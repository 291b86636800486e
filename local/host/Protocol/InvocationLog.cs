using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Protocol;

/// <summary>A log line that a function wrote during an invocation.</summary>
/// <param name="Level">The log level.</param>
/// <param name="Category">The logger's category in the worker.</param>
/// <param name="Message">The formatted message.</param>
/// <param name="Exception">The text of the logged exception, or <c>null</c>.</param>
public sealed record InvocationLog(LogLevel Level, string Category, string Message, string? Exception);
