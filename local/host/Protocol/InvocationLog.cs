using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Protocol;

/// <summary>One line that a function logged during an invocation.</summary>
/// <param name="Level">The line's level.</param>
/// <param name="Category">The logger's category in the worker.</param>
/// <param name="Message">The formatted message.</param>
/// <param name="Exception">The logged exception's text; null without one.</param>
public sealed record InvocationLog(LogLevel Level, string Category, string Message, string? Exception);
