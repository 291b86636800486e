using LocalStack.Kusto;
using Verify;
using Stack = ApiBenchmark.Stack;

namespace PeerBenchmark;

/// <summary>
/// The local stack: event hub, Functions host and Kusto engine in one process, and the worker and Azurite in their own processes.
/// </summary>
internal sealed class LocalSystem : IMeasuredSystem
{
    private const string StackService = "stack";
    private const string Worker = "worker";
    private const string Events = "FlightEvents";

    /// <summary>The function that returns each event once.</summary>
    private const string DistinctEvents = "FlightEventsDistinct()";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly string _folder;
    private Stack _stack;

    private LocalSystem(string folder, Stack stack) => (_folder, _stack) = (folder, stack);

    public string Name => "LatamFunctions";

    public Uri Api => _stack.Api;

    public IReadOnlyList<string> Services => [StackService, Worker];

    private KustoRestClient Kusto => new(_http, new Uri(_stack.Endpoints.GetProperty("kusto").GetString()!), "flights");

    public static async Task<LocalSystem> StartAsync(string folder, CancellationToken cancellationToken) =>
        new(folder, await Stack.StartAsync(folder, cancellationToken));

    public IPublisher NewPublisher() => new EventHubPublisher(_stack.Endpoints.GetProperty("eventHubsConnectionString").GetString()!);

    public Task<long> StoredAsync(string idPrefix, CancellationToken cancellationToken) =>
        Kusto.CountAsync($"{Events} | where EventId startswith_cs '{idPrefix}' | count", cancellationToken);

    public async Task<(long Events, long Rows)> VisibleAsync(string idPrefix, CancellationToken cancellationToken)
    {
        var counts = await Kusto.QueryAsync(
            $"{DistinctEvents} | where EventId startswith_cs '{idPrefix}' | summarize Rows = count() by Source, EventId "
            + "| summarize count(), coalesce(sum(Rows), 0)",
            cancellationToken);
        return (counts[0][0].GetInt64(), counts[0][1].GetInt64());
    }

    public Task SettleAsync(CancellationToken cancellationToken) => _stack.Kusto.SettleAsync(cancellationToken);

    public async Task RestartAsync(string service, CancellationToken cancellationToken)
    {
        if (service == Worker)
        {
            // The host restarts the worker.
            await ChildProcess.KillAsync(_stack.ProcessId, KillTarget.Worker, cancellationToken);
            return;
        }

        await _stack.DisposeAsync();
        _stack = await Stack.StartAsync(_folder, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stack.DisposeAsync();
        _http.Dispose();
    }
}
