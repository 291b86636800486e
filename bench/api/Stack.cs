using System.Diagnostics;
using System.Text.Json;
using LocalStack.Testing;

namespace ApiBenchmark;

/// <summary>A local stack in a separate process. Disposal kills the process. A kill loses no data, as tools/verify verifies.</summary>
internal sealed class Stack : IAsyncDisposable
{
    private readonly StackProcess _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };

    private Stack(StackProcess process, JsonElement endpoints)
    {
        (_process, Endpoints) = (process, endpoints);
        Kusto = new FlightDatabaseClient(_http, new Uri(endpoints.GetProperty("kusto").GetString()!));
    }

    /// <summary>The content of the stack's endpoints.json.</summary>
    public JsonElement Endpoints { get; }

    public int ProcessId => _process.Id;

    /// <summary>The root of the HTTP functions, with a slash at its end.</summary>
    public Uri Api => new(Endpoints.GetProperty("api").GetString()!);

    public FlightDatabaseClient Kusto { get; }

    /// <summary>Starts a stack whose data folder contains the specified number of real flights. Missing flights are loaded first.</summary>
    /// <exception cref="InvalidOperationException">
    /// The folder contains more flights, loading failed, or the stack did not start.
    /// </exception>
    /// <param name="folder">The stack's data folder.</param>
    /// <param name="flights">The number of real flights.</param>
    /// <param name="more">Additional command-line arguments for the stack.</param>
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
                        $"{folder} contains {held:N0} real flights, not {flights:N0}. Choose another folder with --data.");
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

    /// <summary>Runs a stack that loads real flights into the folder and shows its progress.</summary>
    /// <exception cref="InvalidOperationException">Not all flights were stored.</exception>
    private static async Task LoadAsync(string folder, int flights, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", StackProcess.CommandLine(folder, ["--demo", $"{flights}", "--exit"]));
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

    /// <summary>Starts a stack on a folder with existing data. The stack's output is appended to stack.log in the folder.</summary>
    /// <exception cref="InvalidOperationException">The stack did not start. The message contains its output.</exception>
    public static async Task<Stack> StartAsync(string folder, CancellationToken cancellationToken, params string[] more)
    {
        Directory.CreateDirectory(folder);
        var process = new StackProcess(folder, more, logFile: Path.Combine(folder, "stack.log"));
        try
        {
            return new Stack(process, await process.EndpointsAsync(cancellationToken));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }
}
