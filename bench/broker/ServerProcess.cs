using System.Diagnostics;

namespace BrokerBenchmark;

/// <summary>A broker in a separate process with a data folder. Disposal ends the process and deletes the folder.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private Process? _measured;

    private ServerProcess(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>
    /// The total processor time of the process that <see cref="Measure"/> specifies or, by default, of the started process.
    /// </summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var process = _measured ?? _process;
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public string Folder => _folder.FullName;

    /// <summary>Measures a child process instead of the started process, which is a script.</summary>
    public void Measure(int processId) => _measured = Process.GetProcessById(processId);

    /// <summary>Starts the program and reads its output up to the line that reports a successful start.</summary>
    /// <param name="describe">Creates the command for an empty data folder.</param>
    /// <param name="started">Returns whether a line of the output reports a successful start.</param>
    /// <exception cref="InvalidOperationException">
    /// The program ended before it reported a start. The message contains its output.
    /// </exception>
    public static async Task<(ServerProcess Server, string Line)> StartAsync(
        Func<string, ProcessStartInfo> describe, Func<string, bool> started)
    {
        var folder = Directory.CreateTempSubdirectory("broker-");
        var start = describe(folder.FullName);
        start.RedirectStandardOutput = true;
        var server = new ServerProcess(Process.Start(start)!, folder);
        var output = new List<string>();
        while (await server._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (started(line))
            {
                _ = server._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return (server, line);
            }

            output.Add(line);
        }

        await server.DisposeAsync();
        throw new InvalidOperationException($"{start.FileName} ended: {string.Join('\n', output)}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _measured?.Dispose();
        _folder.Delete(recursive: true);
    }
}
