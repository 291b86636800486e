using System.ComponentModel;
using System.Diagnostics;
using LocalFunctions.Host.Errors;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Workers;

/// <summary>
/// The app's worker process. The process is killed on disposal, or when the host's process ends (<see cref="StartupHook"/>).
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int MaxErrorLines = 50;
    private static readonly TimeSpan OutputTimeout = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly Task _output;

    private WorkerProcess(Process process, ILogger logger)
    {
        _process = process;
        Id = process.Id;
        _output = Task.WhenAll(
            LineReader.ReadAsync(process.StandardOutput, line => Log(logger, LogLevel.Information, line)),
            LineReader.ReadAsync(process.StandardError, line =>
            {
                AddErrorLine(line);
                Log(logger, line.Contains("warn", StringComparison.OrdinalIgnoreCase) ? LogLevel.Warning : LogLevel.Error, line);
            }));
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>
    /// A task that completes with the exit code when the process has ended and its output has been read. After the process has ended, the
    /// task waits at most one second for the output.
    /// </summary>
    public Task<int> Exited { get; }

    /// <summary>The latest lines of the standard error stream.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return string.Join('\n', _errors);
        }
    }

    /// <exception cref="FunctionsHostException">The program cannot be started.</exception>
    public static WorkerProcess Start(WorkerConfig config, WorkerStart start, ILogger logger)
    {
        var info = new ProcessStartInfo(config.Executable)
        {
            WorkingDirectory = start.AppFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in config.Arguments.Concat(start.Arguments()))
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in start.Environment())
            info.Environment[name] = value;

        try
        {
            return new WorkerProcess(Process.Start(info)!, logger);
        }
        catch (Win32Exception e)
        {
            throw new FunctionsHostException($"The worker '{config.Executable}' cannot be started: {e.Message}", e);
        }
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // The process has already ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited.ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);

        // Do not wait indefinitely, because a child process that outlives the worker keeps the output open.
        await _output.WaitAsync(OutputTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.ExitCode;
    }

    private void AddErrorLine(string line)
    {
        lock (_errors)
        {
            if (_errors.Count == MaxErrorLines)
                _errors.Dequeue();
            _errors.Enqueue(line);
        }
    }

    private static void Log(ILogger logger, LogLevel level, string line)
    {
#pragma warning disable CA2254 // The line is the message and has no placeholders.
        if (logger.IsEnabled(level))
            logger.Log(level, default, line, null, static (text, _) => text);
#pragma warning restore CA2254
    }
}
