using System.Diagnostics;
using System.Text.Json;
using LocalStack;

namespace ApiBenchmark;

/// <summary>A local stack in a process of its own. It is ended like a crash, which loses nothing (bench/verify proves that).</summary>
internal sealed class Stack : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private static readonly string[] FreePorts = ["--port", "0", "--kusto-port", "0", "--eventhubs-port", "0", "--azurite-port", "0"];

    private readonly Process _process;
    private readonly TextWriter _log;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };

    private Stack(Process process, TextWriter log, JsonElement endpoints)
    {
        (_process, _log, Endpoints) = (process, log, endpoints);
        Kusto = new KustoClient(_http, new Uri(endpoints.GetProperty("kusto").GetString()!));
    }

    /// <summary>The content of the stack's endpoints.json.</summary>
    public JsonElement Endpoints { get; }

    public int ProcessId => _process.Id;

    /// <summary>The root of the HTTP functions, with a slash at its end.</summary>
    public Uri Api => new(Endpoints.GetProperty("api").GetString()!);

    public KustoClient Kusto { get; }

    /// <summary>A stack with so many real flights and whatever else its folder has. They are loaded if they are not there.</summary>
    /// <exception cref="InvalidOperationException">The folder is of a run with more of them, or the stack did not start.</exception>
    /// <param name="folder">The stack's data.</param>
    /// <param name="flights">The number of real flights.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="more">More of its command line.</param>
    public static async Task<Stack> StartWithFlightsAsync(
        string folder, int flights, CancellationToken cancellationToken, params string[] more)
    {
        for (var isLoaded = false; ; isLoaded = true)
        {
            var stack = await StartAsync(folder, cancellationToken, more);
            try
            {
                var held = await stack.Kusto.SampleFlightsAsync(cancellationToken);
                if (held == flights)
                {
                    await stack.Kusto.SettleAsync(cancellationToken);
                    return stack;
                }

                if (isLoaded || held > flights)
                    throw new InvalidOperationException(
                        $"{folder} holds {held:N0} real flights, not {flights:N0}. Choose another folder with --data.");
            }
            catch
            {
                await stack.DisposeAsync();
                throw;
            }

            await stack.DisposeAsync();
            await LoadAsync(folder, flights, cancellationToken);
        }
    }

    /// <summary>Publishes real flights into the folder and shows how far it is.</summary>
    /// <exception cref="InvalidOperationException">Not all of them were stored.</exception>
    private static async Task LoadAsync(string folder, int flights, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", Arguments(folder, "--demo", flights.ToString(), "--exit"));
        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The flights could not be loaded: the stack ended with exit code {process.ExitCode}.");
    }

    /// <summary>A stack on a folder with whatever it has.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message says where its log is.</exception>
    public static async Task<Stack> StartAsync(string folder, CancellationToken cancellationToken, params string[] more)
    {
        Directory.CreateDirectory(folder);
        var logPath = Path.Combine(folder, "stack.log");
        var log = TextWriter.Synchronized(File.CreateText(logPath));
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", Arguments(folder, more))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new Stack(process, log, await EndpointsAsync(process, folder, cancellationToken));
        }
        catch (Exception e)
        {
            await EndAsync(process, log);
            if (e is OperationCanceledException)
                throw;
            throw new InvalidOperationException($"The stack did not start: {e.Message} Its log is {logPath}.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(_process, _log);
        _http.Dispose();
    }

    private static IEnumerable<string> Arguments(string folder, params string[] more) =>
        [typeof(LocalStackHost).Assembly.Location, "--data", folder, .. FreePorts, .. more];

    /// <summary>Where it listens, once it says so. A file that an earlier stack left behind is not its own.</summary>
    private static async Task<JsonElement> EndpointsAsync(Process process, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "endpoints.json");
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"it ended with exit code {process.ExitCode}.");
            if (File.Exists(path))
            {
                using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
                if (json.RootElement.GetProperty("processId").GetInt32() == process.Id)
                    return json.RootElement.Clone();
            }

            if (Stopwatch.GetElapsedTime(start) > StartPatience)
                throw new TimeoutException($"it was not up after {StartPatience.TotalSeconds:N0} s.");
            await Task.Delay(Poll, cancellationToken);
        }
    }

    private static async Task EndAsync(Process process, TextWriter log)
    {
        process.Kill();
        // Also waits for the last lines of its output.
        await process.WaitForExitAsync();
        process.Dispose();
        await log.DisposeAsync();
    }
}
