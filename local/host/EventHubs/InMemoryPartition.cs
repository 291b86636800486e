using System.Globalization;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;

namespace LocalFunctions.Host.EventHubs;

/// <summary>A partition of <see cref="InMemoryEventSource"/> with the latest events and a signal for waiting readers.</summary>
internal sealed class InMemoryPartition(int index, TimeProvider time)
{
    /// <summary>The maximum number of stored events. Older events expire.</summary>
    private const int Capacity = 100_000;

    private readonly Lock _lock = new();
    private readonly List<ReceivedEvent> _events = [];
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = index.ToString(CultureInfo.InvariantCulture);

    public long FirstSequenceNumber { get; private set; }

    public long NextSequenceNumber { get; private set; }

    public void Append(IEnumerable<EventData> events, string? partitionKey)
    {
        var encoded = events.ToList();
        TaskCompletionSource appended;
        lock (_lock)
        {
            foreach (var data in encoded)
                _events.Add(Encode(data, NextSequenceNumber++, partitionKey));
            var expired = Math.Max(0, _events.Count - Capacity);
            _events.RemoveRange(0, expired);
            FirstSequenceNumber += expired;
            appended = _appended;
            _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        appended.SetResult();
    }

    public async ValueTask<EventBatch> ReadAsync(long fromSequenceNumber, int maxCount, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task appended;
            lock (_lock)
            {
                var start = (int)(Math.Max(fromSequenceNumber, FirstSequenceNumber) - FirstSequenceNumber);
                if (start < _events.Count)
                    return new EventBatch(_events.GetRange(start, Math.Min(maxCount, _events.Count - start)));
                appended = _appended.Task;
            }

            await appended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Encodes an event as the service delivers it: the publisher's message with the service's annotations.</summary>
    private ReceivedEvent Encode(EventData data, long sequenceNumber, string? partitionKey)
    {
        var message = AmqpAnnotatedMessage.FromBytes(data.GetRawAmqpMessage().ToBytes());
        var enqueued = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var offset = (sequenceNumber * 256).ToString(CultureInfo.InvariantCulture);
        message.MessageAnnotations["x-opt-sequence-number"] = sequenceNumber;
        message.MessageAnnotations["x-opt-offset"] = offset;
        message.MessageAnnotations["x-opt-enqueued-time"] = enqueued.UtcDateTime;
        message.MessageAnnotations.Remove("x-opt-partition-key");
        if (partitionKey is not null)
            message.MessageAnnotations["x-opt-partition-key"] = partitionKey;
        return new ReceivedEvent(sequenceNumber, offset, enqueued, partitionKey, default, message.ToBytes().ToMemory());
    }
}
