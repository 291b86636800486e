using System.Diagnostics;

namespace PeerBenchmark;

/// <summary>A server in a separate process, which can be killed and started again with the same data.</summary>
/// <param name="name">The server's name for messages.</param>
/// <param name="start">The command that starts the server.</param>
/// <param name="startedText">The text in the output that reports a successful start.</param>
/// <param name="log">The file to which the output is appended.</param>
internal sealed class ServiceProcess(string name, ProcessStartInfo start, string startedText, string log) : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    /// <summary>The time limit for a start, which can take minutes on a busy machine.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private Process? _process;

    /// <summary>
    /// Starts the server, and starts it again if it ends early. PostgreSQL ends early while processes of a killed server are still running.
    /// </summary>
    /// <exception cref="InvalidOperationException">The server did not start within five minutes.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < StartTimeout;)
        {
            var offset = File.Exists(log) ? new FileInfo(log).Length : 0;

            // The shell redirects the output to a file and then executes the program. Daemons that the program starts would keep a pipe
            // open.
            var shell = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >> \"$0\" 2>&1", log, start.FileName, .. start.ArgumentList])
            {
                WorkingDirectory = start.WorkingDirectory,
            };
            foreach (var (key, value) in start.Environment)
                shell.Environment[key] = value;
            _process = Process.Start(shell)!;
            while (!_process.HasExited && Stopwatch.GetElapsedTime(began) < StartTimeout)
            {
                if (HasStarted(offset))
                    return;
                await Task.Delay(Poll, cancellationToken);
            }

            await KillAsync();
        }

        throw new InvalidOperationException($"{name} did not start within {StartTimeout.TotalMinutes:N0} minutes. Its log is in {log}.");
    }

    /// <summary>Kills the server and its child processes with SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private bool HasStarted(long offset)
    {
        if (!File.Exists(log))
            return false;
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(offset, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Contains(startedText, StringComparison.Ordinal);
    }
}
