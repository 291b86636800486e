using LoadBenchmark.Traffic;
using LocalStack.Configuration;
using LocalStack.Kusto;
using Verify;
using Stack = ApiBenchmark.Stack;

namespace LoadBenchmark.Runs;

/// <summary>A local stack with real flights, its traffic, and the meters.</summary>
internal sealed class LoadedSystem : IAsyncDisposable
{
    /// <summary>The number of flights for which events are published.</summary>
    private const int PublishedFlights = 20_000;

    private readonly HttpClient _kusto = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly BacklogMeter _backlog;
    private readonly string[] _arguments;
    private Stack _stack;

    private LoadedSystem(
        Stack stack, string folder, string[] arguments, ApiBenchmark.KnownFlights known, string? hub, int seed, Action<string> progress)
    {
        (_stack, _arguments, Folder) = (stack, arguments, folder);
        _backlog = new BacklogMeter(() => _stack.Api);
        var connectionString = hub ?? stack.Endpoints.GetProperty("eventHubsConnectionString").GetString()!;
        Api = new ApiTraffic(() => _stack.Api, known, seed);
        Events = new EventTraffic(connectionString, ResourceNames.EventHub, NewPlan());
        Probes = new QueryableProbes(EventTraffic.NewProducer(connectionString, ResourceNames.EventHub), NewPlan(), () => Kusto);
        Session = new Session(
            Api, Events, Probes, _backlog, new ProcessMeter(() => IsRunning ? _stack.ProcessId : null),
            async cancellationToken => await Kusto.QueryAsync("Flights | count", cancellationToken), progress);
    }

    public string Folder { get; }

    public ApiTraffic Api { get; }

    public EventTraffic Events { get; }

    public QueryableProbes Probes { get; }

    public Session Session { get; }

    public Stack Stack => _stack;

    /// <summary>Whether the stack is running.</summary>
    public bool IsRunning { get; private set; } = true;

    public KustoRestClient Kusto => new(_kusto, new Uri(_stack.Endpoints.GetProperty("kusto").GetString()!), ResourceNames.Database);

    /// <param name="folder">An empty folder for the data.</param>
    /// <param name="flights">The number of real flights to load first.</param>
    /// <param name="progress">Displays the state of the run.</param>
    /// <param name="hub">
    /// Converts the stack's connection string to the publishers' connection string; <c>null</c> to use the stack's connection string.
    /// </param>
    /// <param name="arguments">Additional command-line arguments for the stack.</param>
    public static async Task<LoadedSystem> StartAsync(
        string folder,
        int flights,
        Action<string> progress,
        Func<Stack, string>? hub,
        CancellationToken cancellationToken,
        params string[] arguments)
    {
        var stack = await Stack.StartWithFlightsAsync(folder, flights, cancellationToken, arguments);
        try
        {
            var known = await stack.Kusto.KnownFlightsAsync(cancellationToken);
            return new LoadedSystem(stack, folder, arguments, known, hub?.Invoke(stack), seed: 1, progress);
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public static RunPlan NewPlan(int badEvery = 0) => RunPlan.Create(PublishedFlights, partitions: 4, badEvery, DateTimeOffset.UtcNow);

    /// <summary>Kills the stack's process to simulate a crash.</summary>
    public async Task KillAsync()
    {
        IsRunning = false;
        await _stack.DisposeAsync();
    }

    /// <summary>Starts the stack again with its data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        _stack = await Stack.StartAsync(Folder, cancellationToken, _arguments);
        IsRunning = true;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _backlog.DisposeAsync();
            await Probes.DisposeAsync();
            await Events.DisposeAsync();
            Api.Dispose();
        }
        finally
        {
            // End the process even after a failure above.
            if (IsRunning)
                await _stack.DisposeAsync();
            _kusto.Dispose();
        }
    }
}
