using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace LocalStack.Tests;

/// <summary>The program as a user starts it, in a process of its own that can be killed.</summary>
internal sealed class StackProcess : IAsyncDisposable
{
    /// <summary>A start takes seconds, and minutes on a machine with many other processes.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public StackProcess(string folder, params IEnumerable<string> options)
        : this(folder, new Dictionary<string, string>(), options)
    {
    }

    /// <param name="folder">Its data.</param>
    /// <param name="environment">Environment variables besides those of this process.</param>
    /// <param name="options">Of the command line.</param>
    public StackProcess(string folder, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> options)
    {
        Folder = folder;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        string[] ports = ["--port", "0", "--kusto-port", "0", "--eventhubs-port", "0", "--azurite-port", "0"];
        foreach (var argument in (string[])[typeof(LocalStackHost).Assembly.Location, "--data", folder, .. ports, .. options])
            _process.StartInfo.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            _process.StartInfo.Environment[name] = value;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Folder { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>All that it has said.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Where it listens, as soon as it does.</summary>
    public async Task<JsonElement> EndpointsAsync()
    {
        var path = Path.Combine(Folder, "endpoints.json");
        await Eventually.IsTrueAsync(
            () => Task.FromResult(
                !_process.HasExited && File.Exists(path) && Read(path).GetProperty("processId").GetInt32() == _process.Id),
            $"A stack that is up. It says: {Output}",
            StartLimit);
        return Read(path);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static JsonElement Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.Clone();
    }

    private void Note(string? line)
    {
        // Each stream ends with a null, which may come between the other's lines.
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }
}
