using LocalEventHubs.Hubs;
using LocalStack.Telemetry;

namespace LocalStack.EventHubs;

/// <summary>Measures a consumer group's lag from the positions in the broker.</summary>
internal static class ConsumerLag
{
    public const string WaitingEvents = "eventhubs_waiting_events";
    public const string LagSeconds = "eventhubs_consumer_lag_seconds";

    /// <summary>Returns the number of waiting events per partition, and the age of the oldest waiting event in seconds.</summary>
    public static async Task<IReadOnlyList<LabelledValue>> MeasureAsync(
        EventHub hub, Func<Partition, long> eventsWaiting, TimeProvider time, CancellationToken cancellationToken)
    {
        var values = new List<LabelledValue>();
        foreach (var partition in hub.Partitions)
        {
            var label = ("partition", partition.Id);
            var waiting = eventsWaiting(partition);
            var age = TimeSpan.Zero;
            if (waiting > 0)
            {
                var first = await partition.ReadAsync(partition.LastSequenceNumber - waiting + 1, 1, cancellationToken)
                    .ConfigureAwait(false);
                age = time.GetUtcNow() - first[0].EnqueuedTime;
            }

            values.Add(new LabelledValue(WaitingEvents, label, waiting));
            values.Add(new LabelledValue(LagSeconds, label, age.TotalSeconds));
        }

        return values;
    }
}
