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

    private Stack(Process process, TextWriter log, Uri api, Uri kusto)
    {
        (_process, _log, Api) = (process, log, api);
        Kusto = new KustoClient(_http, kusto);
    }

    /// <summary>The root of the HTTP functions, with a slash at its end.</summary>
    public Uri Api { get; }

    public KustoClient Kusto { get; }

    /// <summary>A stack with so many real flights and whatever else its folder has. They are loaded if they are not there.</summary>
    /// <exception cref="InvalidOperationException">The folder is of a run with more of them, or the stack did not start.</exception>
    public static async Task<Stack> StartWithFlightsAsync(string folder, int flights, CancellationToken cancellationToken)
    {
        for (var isLoaded = false; ; isLoaded = true)
        {
            var stack = await StartAsync(folder, cancellationToken);
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

    /// <exception cref="InvalidOperationException">It did not start; the message says where its log is.</exception>
    private static async Task<Stack> StartAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var logPath = Path.Combine(folder, "stack.log");
        var log = TextWriter.Synchronized(File.CreateText(logPath));
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", Arguments(folder)) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var endpoints = await EndpointsAsync(process, folder, cancellationToken);
            return new Stack(process, log, Address("api"), Address("kusto"));

            Uri Address(string part) => new(endpoints.GetProperty(part).GetString()!);
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
