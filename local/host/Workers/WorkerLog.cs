using System.Collections.Concurrent;
using LocalFunctions.Host.Metadata;
using LocalFunctions.Host.Protocol;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Workers;

/// <summary>
/// Writes the workers' log lines to the host's log. Lines from an invocation have the category <c>Function.{name}.User</c>, so that the
/// names in <c>logging.logLevel</c> in host.json are the same as in Azure.
/// </summary>
internal sealed partial class WorkerLog(ILoggerFactory loggerFactory, LogLevels levels)
{
    /// <summary>
    /// The maximum number of categories with separate loggers. Additional categories share one logger, which limits the memory use.
    /// </summary>
    private const int MaxCategories = 1000;

    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly ILogger _host = loggerFactory.CreateLogger("Host.Worker");

    /// <summary>The worker's standard output and error streams.</summary>
    public ILogger Console { get; } = loggerFactory.CreateLogger("Host.Function.Console");

    public void Write(RpcLog line, PendingInvocation? invocation)
    {
        var level = line.Level <= RpcLog.Types.Level.None ? (LogLevel)line.Level : LogLevel.Information;
        var exception = line.Exception is { } thrown ? $"{thrown.Message}\n{thrown.StackTrace}".TrimEnd() : null;
        invocation?.Add(new InvocationLog(level, line.Category, line.Message, exception));

        var category = invocation is null ? line.Category : $"Function.{invocation.FunctionName}.User";
        if (level < levels.For(category))
            return;
        var logger = Logger(category);
        if (logger.IsEnabled(level))
            logger.Log(level, default, exception is null ? line.Message : $"{line.Message}\n{exception}", null, static (text, _) => text);
    }

    public void WaitingForDebugger(int processId) => LogWaitingForDebugger(_host, processId);

    public void Ended(string reason, TimeSpan delay) => LogEnded(_host, reason, delay);

    public void Restarted(int processId) => LogRestarted(_host, processId);

    private ILogger Logger(string category)
    {
        if (_loggers.TryGetValue(category, out var logger))
            return logger;
        return _loggers.Count < MaxCategories
            ? _loggers.GetOrAdd(category, static (name, factory) => factory.CreateLogger(name), loggerFactory)
            : _host;
    }

    [LoggerMessage(LogLevel.Warning, "The worker is waiting up to a minute for a debugger. Attach to process {ProcessId}.")]
    private static partial void LogWaitingForDebugger(ILogger logger, int processId);

    [LoggerMessage(LogLevel.Error, "{Reason} A new worker starts in {Delay}.")]
    private static partial void LogEnded(ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(LogLevel.Information, "The worker has restarted as process {ProcessId}")]
    private static partial void LogRestarted(ILogger logger, int processId);
}
