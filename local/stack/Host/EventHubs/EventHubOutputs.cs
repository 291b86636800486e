using System.Collections;
using System.Text;
using System.Text.Json;
using LocalEventHubs;

namespace LocalStack.Host;

/// <summary>Sends what functions return through <c>[EventHubOutput]</c>.</summary>
internal sealed class EventHubOutputs(EventHubBroker broker)
{
    /// <summary>The broker takes 1 MiB at once, properties and all.</summary>
    private const int MaxBatchBytes = 1000 * 1024;

    private const int EventOverheadBytes = 64;

    /// <summary>The events are on disk when this completes.</summary>
    /// <exception cref="EventHubsException">No such hub, or an event that is too large. Events before it may have been sent.</exception>
    public async Task SendAsync(IReadOnlyList<EventHubOutputBinding> outputs, object? returned, CancellationToken cancellationToken)
    {
        foreach (var output in outputs)
        {
            if (output.ValueOf(returned) is not { } value)
                continue;

            var hub = broker.GetHub(output.Attribute.EventHubName);
            foreach (var batch in Batches(Events(value)))
                await hub.SendAsync(batch, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Events(object value) => value switch
    {
        string text => [Encoding.UTF8.GetBytes(text)],
        byte[] bytes => [bytes],
        IEnumerable many => many.Cast<object>().SelectMany(Events),
        _ => [JsonSerializer.SerializeToUtf8Bytes(value, value.GetType())],
    };

    private static IEnumerable<IReadOnlyList<EventToSend>> Batches(IEnumerable<ReadOnlyMemory<byte>> bodies)
    {
        var batch = new List<EventToSend>();
        var bytes = 0;
        foreach (var body in bodies)
        {
            var size = body.Length + EventOverheadBytes;
            if (batch.Count > 0 && bytes + size > MaxBatchBytes)
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(new EventToSend(body));
            bytes += size;
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
