using System.Text;
using Azure.Messaging.EventHubs;
using LocalFunctions.Host.Errors;
using LocalFunctions.Host.EventHubs;
using LocalFunctions.Host.Invocations;

namespace LocalFunctions.Host.Testing;

/// <summary>
/// Runs an isolated-worker app for a test, as WebApplicationFactory does for ASP.NET Core. The app runs in a separate process, on free
/// ports, with in-memory event hubs. Tests can wait for the results of invocations.
/// </summary>
public sealed class FunctionsTestHost : IAsyncDisposable
{
    /// <summary>The default time limit for <see cref="WaitForInvocationAsync"/>.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly InvocationJournal _journal;

    private FunctionsTestHost(FunctionsHost host, InMemoryEventSource eventHubs, InvocationJournal journal)
    {
        Host = host;
        EventHubs = eventHubs;
        _journal = journal;
        Client = new HttpClient { BaseAddress = host.Endpoint };
    }

    /// <summary>The running host.</summary>
    public FunctionsHost Host { get; }

    /// <summary>A client for the HTTP functions: <c>Client.GetAsync("api/…")</c>.</summary>
    public HttpClient Client { get; }

    /// <summary>The event hubs that the app's triggers read.</summary>
    public InMemoryEventSource EventHubs { get; }

    /// <summary>Starts an app.</summary>
    /// <param name="appFolder">The app's output folder.</param>
    /// <param name="settings">The worker's app settings.</param>
    /// <param name="configure">A function that changes the host's options, such as keys and logging.</param>
    /// <param name="eventHubs">Event hubs with the events and checkpoints of an earlier host, or <c>null</c> for new event hubs.</param>
    /// <exception cref="FunctionsHostException">The app cannot be started. The message contains the reason.</exception>
    public static async Task<FunctionsTestHost> StartAsync(
        string appFolder,
        IReadOnlyDictionary<string, string>? settings = null,
        Func<FunctionsHostOptions, FunctionsHostOptions>? configure = null,
        InMemoryEventSource? eventHubs = null,
        CancellationToken cancellationToken = default)
    {
        var journal = new InvocationJournal();
        eventHubs ??= new InMemoryEventSource();
        var options = new FunctionsHostOptions
        {
            AppFolder = appFolder,
            Settings = settings ?? new Dictionary<string, string>(),
            EventSource = eventHubs,
            InvocationCompleted = journal.Add,
        };
        var host = await FunctionsHost.StartAsync(configure?.Invoke(options) ?? options, cancellationToken).ConfigureAwait(false);
        return new FunctionsTestHost(host, eventHubs, journal);
    }

    /// <summary>Publishes strings to an event hub as one batch.</summary>
    public void Publish(string eventHubName, params IEnumerable<string> bodies) =>
        EventHubs.Publish(eventHubName, bodies.Select(body => new EventData(Encoding.UTF8.GetBytes(body))));

    /// <summary>Waits for an invocation to end and returns its result. Each result is returned once, oldest first.</summary>
    /// <param name="where">A condition for the result, or <c>null</c> for any result.</param>
    /// <param name="timeout">The maximum time to wait, or <c>null</c> for <see cref="DefaultTimeout"/>.</param>
    /// <exception cref="TimeoutException">No matching invocation ended in time. The message lists other invocations.</exception>
    public Task<InvocationResult> WaitForInvocationAsync(
        string functionName, Func<InvocationResult, bool>? where = null, TimeSpan? timeout = null) =>
        _journal.TakeAsync(functionName, where ?? (_ => true), timeout ?? DefaultTimeout);

    /// <summary>Stops the app and its process.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync().ConfigureAwait(false);
    }
}
