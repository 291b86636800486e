using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace LocalStack.Testing;

/// <summary>Runs the stack in a separate process as users start it, but on free ports, for tests, benchmarks and tools.</summary>
public sealed class StackProcess : IAsyncDisposable
{
    /// <summary>The time limit for a start, which can take minutes on a busy machine.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private static readonly string[] FreePorts = ["--port", "0", "--kusto-port", "0", "--eventhubs-port", "0", "--azurite-port", "0"];

    private readonly string _folder;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StreamWriter? _log;

    /// <summary>Starts the program. <see cref="EndpointsAsync"/> waits until the stack has started.</summary>
    /// <param name="folder">The data folder, which is created if necessary.</param>
    /// <param name="arguments">Additional command-line arguments.</param>
    /// <param name="environment">Environment variables in addition to those of this process.</param>
    /// <param name="program">The path of LocalStack.dll, or <c>null</c> for the referenced assembly.</param>
    /// <param name="logFile">A file to which the output is also appended.</param>
    public StackProcess(
        string folder,
        IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null,
        string? program = null,
        string? logFile = null)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo("dotnet", CommandLine(folder, arguments ?? [], program))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // A published stack must find its files in its own folder, not in the caller's working directory.
            WorkingDirectory = program is null ? "" : Path.GetDirectoryName(Path.GetFullPath(program)),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _log = logFile is null ? null : new StreamWriter(logFile, append: true) { AutoFlush = true };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Record(line.Data);
        _process.ErrorDataReceived += (_, line) => Record(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Returns the arguments for <c>dotnet</c> that start a stack on free ports.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="arguments">Additional command-line arguments.</param>
    /// <param name="program">The path of LocalStack.dll, or <c>null</c> for the referenced assembly.</param>
    public static IEnumerable<string> CommandLine(string folder, IEnumerable<string> arguments, string? program = null) =>
        [program ?? typeof(StackProcess).Assembly.Location, "--data", folder, .. FreePorts, .. arguments];

    /// <summary>Waits for endpoints.json and returns its content.</summary>
    /// <exception cref="InvalidOperationException">
    /// The stack ended or did not start within five minutes. The message contains the output of the stack.
    /// </exception>
    public async Task<JsonElement> EndpointsAsync(CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(_folder, "endpoints.json");
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (HasExited)
            {
                var exitCode = await ExitCodeAsync(cancellationToken).ConfigureAwait(false);
                throw new InvalidOperationException($"The stack ended with exit code {exitCode} instead of starting: {Output.Trim()}");
            }

            // A file from an earlier stack contains another process id.
            if (File.Exists(path))
            {
                using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
                if (json.RootElement.GetProperty("processId").GetInt32() == Id)
                    return json.RootElement.Clone();
            }

            if (Stopwatch.GetElapsedTime(start) > StartLimit)
                throw new InvalidOperationException($"The stack did not start within {StartLimit.TotalMinutes} minutes: {Output.Trim()}");
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the end of the process and its output, and returns the exit code.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Kills the process with SIGKILL, which loses no acknowledged data.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process.Dispose();
        if (_log is not null)
            await _log.DisposeAsync().ConfigureAwait(false);
    }

    private void Record(string? line)
    {
        // Each stream ends with null, which can arrive between lines from the other stream.
        if (line is null)
            return;
        lock (_output)
        {
            _output.AppendLine(line);
            _log?.WriteLine(line);
        }
    }
}
