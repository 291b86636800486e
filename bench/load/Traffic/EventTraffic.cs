using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Verify;

namespace LoadBenchmark.Traffic;

/// <summary>
/// Publishes events with the .NET SDK over AMQP, in batches. Each batch has its own partition key. The size of a batch grows with the rate,
/// so that at most about a hundred batches are due per second until a batch reaches its maximum size.
/// </summary>
internal sealed class EventTraffic : ITraffic, IAsyncDisposable
{
    private const double BatchesPerSecond = 100;
    private const int LargestBatch = 500;
    private const int MaxInFlight = 32;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    private readonly EventHubProducerClient _producer;
    private readonly OpenLoop _loop;
    private int _batchSize = 1;
    private long _next;
    private long _acknowledged;

    public EventTraffic(string connectionString, string hub, RunPlan plan)
    {
        Plan = plan;
        _producer = NewProducer(connectionString, hub);
        _loop = new OpenLoop(SendAsync, (_, dueAt) => Meter.Abandon(dueAt, ApiTraffic.NotSent, _batchSize), MaxInFlight, StartTimeout);
    }

    public TrafficMeter Meter { get; } = new();

    public RunPlan Plan { get; private set; }

    /// <summary>The number of acknowledged events from all plans.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>
    /// The acknowledged batches of the current plan (first number and length), or <c>null</c> if batches are not recorded.
    /// </summary>
    public ConcurrentBag<(long First, int Count)>? AcknowledgedBatches { get; private set; }

    public static EventHubProducerClient NewProducer(string connectionString, string hub) => new(
        connectionString, hub, new EventHubProducerClientOptions { RetryOptions = { TryTimeout = TimeSpan.FromSeconds(10) } });

    /// <summary>Switches to another plan and records its acknowledged batches.</summary>
    public void Begin(RunPlan plan)
    {
        Plan = plan;
        AcknowledgedBatches = [];
        Volatile.Write(ref _next, 0);
    }

    public Task RunAsync(double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        _batchSize = (int)Math.Clamp(Math.Ceiling(rate / BatchesPerSecond), 1, LargestBatch);
        return _loop.RunAsync(new ArrivalSchedule(rate / _batchSize, duration), cancellationToken);
    }

    /// <summary>Waits for all pending sends.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => _loop.DrainAsync(cancellationToken);

    public ValueTask DisposeAsync() => _producer.DisposeAsync();

    private async Task SendAsync(long number, long dueAt)
    {
        var (plan, acknowledged, count) = (Plan, AcknowledgedBatches, _batchSize);
        var first = Interlocked.Add(ref _next, count) - count;
        var batch = new List<EventData>(count);
        for (var one = first; one < first + count; one++)
            batch.Add(new EventData(plan.EventOf(one)) { ContentType = "application/json" });
        try
        {
            var options = new SendEventOptions { PartitionKey = number.ToString(CultureInfo.InvariantCulture) };
            await _producer.SendAsync(batch, options);
            Interlocked.Add(ref _acknowledged, count);
            acknowledged?.Add((first, count));
            Meter.Complete(dueAt, count);
        }
        catch (EventHubsException e)
        {
            Meter.Abandon(dueAt, $"hub: {e.Reason}", count);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The SDK does not wrap the exceptions of a broken connection, such as SocketException.
            Meter.Abandon(dueAt, "hub: connection failed", count);
        }
    }
}
