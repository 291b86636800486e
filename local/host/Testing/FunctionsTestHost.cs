using System.Text;
using Azure.Messaging.EventHubs;
using LocalFunctions.Host.Errors;
using LocalFunctions.Host.EventHubs;
using LocalFunctions.Host.Invocations;

namespace LocalFunctions.Host.Testing;

/// <summary>
/// Runs an isolated-worker app for a test, as WebApplicationFactory does for ASP.NET Core: the app's own process, on free ports, with event
/// hubs in memory. Results of invocations can be awaited.
/// </summary>
public sealed class FunctionsTestHost : IAsyncDisposable
{
    /// <summary>The time after which a wait fails.</summary>
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

    /// <summary>Calls the HTTP functions: <c>Client.GetAsync("api/…")</c>.</summary>
    public HttpClient Client { get; }

    /// <summary>The event hubs that the app's triggers read.</summary>
    public InMemoryEventSource EventHubs { get; }

    /// <summary>Starts an app.</summary>
    /// <param name="appFolder">The app's output folder.</param>
    /// <param name="settings">The app settings of the worker.</param>
    /// <param name="configure">Changes the host's options, such as keys and logging.</param>
    /// <param name="eventHubs">Event hubs with events and checkpoints of an earlier host; null for new ones.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="FunctionsHostException">The app cannot be started; the message states why.</exception>
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

    /// <summary>Publishes strings to an event hub, as one batch.</summary>
    public void Publish(string eventHubName, params IEnumerable<string> bodies) =>
        EventHubs.Publish(eventHubName, bodies.Select(body => new EventData(Encoding.UTF8.GetBytes(body))));

    /// <summary>Awaits an invocation that no earlier call has returned, the oldest first.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="where">A condition; null for any invocation.</param>
    /// <param name="timeout">The longest wait; null for <see cref="DefaultTimeout"/>.</param>
    /// <exception cref="TimeoutException">There was none in time. The message lists the other invocations.</exception>
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
