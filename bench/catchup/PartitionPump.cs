using System.Threading.Channels;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;

namespace CatchUp;

/// <summary>
/// The stages of one partition in an instance: the client's prefetch queue, the host's batch, the host's gRPC message, and the worker's
/// events. The official SDK encodes and decodes the messages. Host and worker share this process, as they share an instance's memory.
/// </summary>
internal sealed class PartitionPump(CatchUpOptions options)
{
    /// <summary>The duration of an invocation's calls to Azure Data Explorer, during which the whole batch is in memory.</summary>
    private static readonly TimeSpan Storing = TimeSpan.FromMilliseconds(250);

    private readonly Channel<EventData> _prefetched = Channel.CreateBounded<EventData>(options.Prefetch);

    /// <summary>A semaphore that is released when the queue becomes full.</summary>
    private readonly SemaphoreSlim _full = new(0);

    /// <summary>Receives and processes a number of batches as fast as possible.</summary>
    /// <returns>The number of messages that the worker received.</returns>
    public async Task<int> RunAsync()
    {
        var receiving = ReceiveAsync();
        var processed = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            // 1. The queue is full before the host removes a batch, as with a backlog.
            while (_prefetched.Reader.Count < options.Prefetch && !receiving.IsCompleted)
                await Task.WhenAny(_full.WaitAsync(), receiving);
            if (receiving.IsCompleted)
                await receiving;
            var batch = new List<EventData>(options.Batch);
            while (batch.Count < options.Batch)
                batch.Add(await _prefetched.Reader.ReadAsync());

            // 2. The host encodes each message into a model binding, and all model bindings into one gRPC message.
            var request = Encode(batch);

            // 3. The worker decodes the message into events and references the events until they are stored. The host references its batch
            // for the checkpoint.
            var events = Decode(request);
            await Task.Delay(Storing);
            processed += events.Length;
            GC.KeepAlive(batch);
            GC.KeepAlive(request);
        }

        _prefetched.Writer.Complete();
        await receiving;
        return processed;
    }

    private async Task ReceiveAsync()
    {
        var body = new byte[options.MessageBytes];
        Random.Shared.NextBytes(body);
        var frame = new EventData(body).GetRawAmqpMessage().ToBytes().ToArray();
        try
        {
            while (true)
            {
                var message = new EventData(AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes([.. frame])));
                if (_prefetched.Writer.TryWrite(message))
                    continue;
                _full.Release();
                await _prefetched.Writer.WriteAsync(message);
            }
        }
        catch (ChannelClosedException)
        {
            // Processing has ended after the last batch.
        }
    }

    private static byte[] Encode(List<EventData> batch)
    {
        using var stream = new MemoryStream();
        using var output = new BinaryWriter(stream);
        foreach (var bytes in batch.Select(message => message.GetRawAmqpMessage().ToBytes().ToArray()))
        {
            output.Write(bytes.Length);
            output.Write(bytes);
        }

        return stream.ToArray();
    }

    /// <summary>Decodes a copy of the request, because the worker is a separate process. Protobuf also copies each field.</summary>
    private static EventData[] Decode(byte[] request)
    {
        var received = request.ToArray();
        var events = new List<EventData>();
        for (var at = 0; at < received.Length;)
        {
            var end = at + sizeof(int) + BitConverter.ToInt32(received, at);
            events.Add(new EventData(AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(received[(at + sizeof(int))..end]))));
            at = end;
        }

        return [.. events];
    }
}
