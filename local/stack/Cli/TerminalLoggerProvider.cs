using Microsoft.Extensions.Logging;

namespace LocalStack.Cli;

/// <summary>
/// Writes the logs of all components as single lines to standard error. Full exceptions are written only in verbose mode.
/// </summary>
internal sealed class TerminalLoggerProvider(Terminal terminal, bool isVerbose) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) =>
        new TerminalLogger(terminal, categoryName[(categoryName.LastIndexOf('.') + 1)..], isVerbose);

    public void Dispose()
    {
    }

    private sealed class TerminalLogger(Terminal terminal, string category, bool isVerbose) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var level = logLevel switch
            {
                LogLevel.Critical => "crit",
                LogLevel.Error => "fail",
                LogLevel.Warning => "warn",
                LogLevel.Information => "info",
                _ => "dbug",
            };
            var text = $"{TimeProvider.System.GetLocalNow():HH:mm:ss.fff} {level} {category}: {formatter(state, exception)}";
            if (exception is not null)
                text += isVerbose ? Environment.NewLine + exception : $" {exception.GetType().Name}: {exception.Message}";
            terminal.WriteError(text);
        }
    }
}
