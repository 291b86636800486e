using System.Diagnostics;
using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LocalStack.Cli;
using LocalStack.Configuration;
using LocalStack.Kusto;

namespace LocalStack.Demo;

/// <summary>
/// Sends real flights through the whole system and verifies each stage from the outside: events are sent with the SDK's client over AMQP,
/// stored by the function, counted with KQL, and returned by the API.
/// </summary>
internal sealed class FlightDemo : IAsyncDisposable
{
    private const int IdleProbes = 100;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BacklogInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LoadProbeInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan IdleProbeInterval = TimeSpan.FromMilliseconds(1);

    private readonly DemoTarget _stack;
    private readonly Terminal _terminal;
    private readonly EventHubProducerClient _producer;
    private readonly LatencyProbe _probe;

    public FlightDemo(DemoTarget stack, Terminal terminal)
    {
        _stack = stack;
        _terminal = terminal;
        _producer = new EventHubProducerClient(stack.EventHubsConnectionString, ResourceNames.EventHub);
        _probe = new LatencyProbe(stack.Kusto);
    }

    /// <exception cref="EventHubsException">The event hub did not acknowledge a send, despite the client's retries.</exception>
    public async Task<DemoResult> RunAsync(long flights, CancellationToken cancellationToken)
    {
        using var sample = new SampleFlights(BuildPaths.SampleFlights);
        var examples = await ExampleFlights.ReadAsync(TimeProvider.System.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        await _producer.SendAsync(examples, cancellationToken).ConfigureAwait(false);
        var publisher = new SamplePublisher(_producer, sample);
        var startedAt = TimeProvider.System.GetUtcNow();
        var start = Stopwatch.GetTimestamp();

        var underLoad = new List<TimeSpan>();
        var probing = Task.CompletedTask;
        var publishing = publisher.PublishAsync(flights, ProbeIfFree, cancellationToken);
        await ShowPublishingAsync(publishing, publisher, flights, start).ConfigureAwait(false);
        var publishTime = Stopwatch.GetElapsedTime(start);

        await ShowStoringAsync(flights, start, cancellationToken).ConfigureAwait(false);
        var endToEndTime = Stopwatch.GetElapsedTime(start);
        await probing.ConfigureAwait(false);
        _terminal.EndProgress();

        var kusto = _stack.Kusto;
        var flightsInView = await CountFlightsAsync(kusto, cancellationToken).ConfigureAwait(false);
        var viewTime = Stopwatch.GetElapsedTime(start) - endToEndTime;
        var run = $"FlightEvents | where EnqueuedAt >= {KqlText.From(startedAt)} and EventId startswith '{DemoIds.EventPrefix}'";
        return new DemoResult(
            publisher.Published,
            await kusto.CountAsync($"{run} | count", cancellationToken).ConfigureAwait(false),
            await kusto.CountAsync($"{run} | distinct EventId | count", cancellationToken).ConfigureAwait(false),
            await CountDeadLettersAsync(startedAt, cancellationToken).ConfigureAwait(false),
            flightsInView,
            publishTime,
            endToEndTime,
            viewTime,
            LatencyStatistics.From(underLoad),
            await ProbeIdleAsync(sample, flights, cancellationToken).ConfigureAwait(false));

        // Run one probe at a time, so that probing does not add a significant load.
        void ProbeIfFree(PublishedSend send)
        {
            lock (underLoad)
            {
                if (probing.IsCompletedSuccessfully)
                    probing = ProbeAsync(send);
            }
        }

        async Task ProbeAsync(PublishedSend send) =>
            underLoad.Add(await _probe.MeasureAsync(send, LoadProbeInterval, cancellationToken).ConfigureAwait(false));
    }

    public ValueTask DisposeAsync() => _producer.DisposeAsync();

    private async Task ShowPublishingAsync(Task publishing, SamplePublisher publisher, long flights, long start)
    {
        while (!publishing.IsCompleted)
        {
            await Task.WhenAny(publishing, Task.Delay(ProgressInterval)).ConfigureAwait(false);
            var published = publisher.Published;
            var stored = Math.Max(0, published - _stack.Backlog());
            _terminal.Progress(
                new ProgressStep("publishing", published, flights, Stopwatch.GetElapsedTime(start), $"{stored:N0} stored"));
        }

        await publishing.ConfigureAwait(false);
    }

    private async Task ShowStoringAsync(long flights, long start, CancellationToken cancellationToken)
    {
        while (_stack.Backlog() is var backlog and > 0)
        {
            var stored = Math.Max(0, flights - backlog);
            _terminal.Progress(
                new ProgressStep("storing", stored, flights, Stopwatch.GetElapsedTime(start), $"{backlog:N0} in the event hub"));
            await Task.Delay(BacklogInterval, cancellationToken).ConfigureAwait(false);
        }

        _terminal.Progress(new ProgressStep("stored", flights, flights, Stopwatch.GetElapsedTime(start), ""));
    }

    /// <summary>Counts the flights in the view. The query waits for the view, which can take minutes after millions of events.</summary>
    private async Task<long> CountFlightsAsync(KustoRestClient kusto, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var counting = kusto.CountAsync("set norequesttimeout; Flights | count", cancellationToken);
        while (!counting.IsCompleted)
        {
            await Task.WhenAny(counting, Task.Delay(ProgressInterval, cancellationToken)).ConfigureAwait(false);
            _terminal.Progress($"waiting until the view includes all events, {Stopwatch.GetElapsedTime(start).TotalSeconds:N0} s");
        }
        _terminal.EndProgress();
        return await counting.ConfigureAwait(false);
    }

    private async Task<long> CountDeadLettersAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var table = new TableClient(_stack.StorageConnectionString, ResourceNames.DeadLetterTable);
        try
        {
            var filter = $"EnqueuedAt ge datetime'{since.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z' and {ExampleFlights.OtherSources}";
            var deadLetters = table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken);
            return await deadLetters.LongCountAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return 0; // The first dead letter creates the table.
        }
    }

    /// <summary>Publishes the first flights of the sample again, one at a time. The events are identical, so no flight is added.</summary>
    private async Task<LatencyStatistics> ProbeIdleAsync(SampleFlights sample, long flights, CancellationToken cancellationToken)
    {
        var idle = new List<TimeSpan>();
        foreach (var flight in sample.Events(flights).Take(IdleProbes))
        {
            _terminal.Progress($"measuring latency at idle: {idle.Count} of {IdleProbes}");
            var sentAt = TimeProvider.System.GetUtcNow();
            await _producer.SendAsync([new EventData(flight.Body)], cancellationToken).ConfigureAwait(false);
            var send = new PublishedSend(Events: 1, flight.Row, sentAt, Stopwatch.GetTimestamp());
            idle.Add(await _probe.MeasureAsync(send, IdleProbeInterval, cancellationToken).ConfigureAwait(false));
        }

        _terminal.EndProgress();
        return LatencyStatistics.From(idle);
    }
}
