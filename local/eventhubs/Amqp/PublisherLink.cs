using LocalEventHubs.Hubs;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;
using Microsoft.Azure.Amqp;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Amqp;

/// <summary>
/// A link on which a client publishes. Messages are written as they arrive and acknowledged when they are on disk. Concurrent messages
/// share disk flushes.
/// </summary>
internal sealed partial class PublisherLink(
    ReceivingAmqpLink link,
    PeerTransport peer,
    EventHub hub,
    string? partitionId,
    string? publisher,
    int maxMessageSize,
    ILogger logger)
{
    /// <summary>The message format of a batch, in which each data section is an encoded message.</summary>
    private const uint BatchFormat = 0x80013700;

    private readonly ILogger _logger = logger;

    /// <summary>Handles a message. This method must not block or throw, because it runs on the connection's read loop.</summary>
    public void OnMessage(AmqpMessage message)
    {
        var size = (int)message.BytesTransfered;
        Task stored;
        try
        {
            if (size > maxMessageSize)
                throw TooLarge(message, size);
            stored = StoreAsync(message, size);
        }
        catch (Exception e)
        {
            stored = Task.FromException(e);
        }
        finally
        {
            message.Dispose();
        }

        peer.OnReceived(size);
        _ = AcknowledgeAsync(message, size, stored);
    }

    private Task StoreAsync(AmqpMessage message, int size)
    {
        var buffers = message.RawByteBuffers;
        if (buffers is [var only])
            return StoreAsync(only.Buffer.AsSpan(only.Offset, only.Length), message.MessageFormat);

        using var joined = new PooledBuffer(size);
        foreach (var buffer in buffers)
            joined.Write(buffer.Buffer.AsSpan(buffer.Offset, buffer.Length));
        return StoreAsync(joined.Span, message.MessageFormat);
    }

    private Task StoreAsync(ReadOnlySpan<byte> payload, uint? format)
    {
        var batch = new BatchBuilder(payload.Length + 256);
        string? partitionKey;
        try
        {
            partitionKey = format == BatchFormat ? AddBatch(batch, payload) : batch.AddMessage(payload);
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        if (batch.Count > 0)
            return hub.SendAsync(batch, publisher ?? partitionKey, partitionId, CancellationToken.None);

        batch.Dispose();
        return Task.CompletedTask;
    }

    /// <returns>
    /// The envelope's partition key or, if the envelope has no partition key, the first partition key among the batch's events.
    /// </returns>
    private static string? AddBatch(BatchBuilder batch, ReadOnlySpan<byte> envelope)
    {
        var sections = MessageSections.Parse(envelope);
        var partitionKey = sections.Annotations < 0 ? null : Annotations.ReadPartitionKey(envelope, sections.Annotations);
        for (var position = MessageSections.NextData(envelope, sections.Immutable, out var message); !message.IsEmpty;)
        {
            var ownKey = batch.AddMessage(message);
            partitionKey ??= ownKey;
            position = MessageSections.NextData(envelope, position, out message);
        }

        return partitionKey;
    }

    private async Task AcknowledgeAsync(AmqpMessage message, int size, Task stored)
    {
        await stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        peer.OnStored(size);
        try
        {
            if (stored.IsCompletedSuccessfully)
                link.AcceptMessage(message, settled: true, batchable: false);
            else
                Reject(message, stored.Exception!.InnerException!);
        }
        catch (Exception e) when (e is AmqpException or InvalidOperationException or OperationCanceledException)
        {
            // The link was closed in the meantime, so the publisher cannot receive the outcome.
            LogNotAcknowledged(link.Name, e.Message);
        }
    }

    private void Reject(AmqpMessage message, Exception failure)
    {
        var error = AmqpErrors.From(failure);
        if (error.Error.Condition.Equals(AmqpErrorCode.InternalError))
            LogFailure(failure, hub.Name);
        link.RejectMessage(message, error);
    }

    private AmqpException TooLarge(AmqpMessage message, int size) => new(
        AmqpErrorCode.MessageSizeExceeded,
        $"The received message (delivery-id:{message.DeliveryId.Value}, size:{size} bytes) exceeds the limit ({maxMessageSize} bytes) "
        + "currently allowed on the link.");

    [LoggerMessage(LogLevel.Error, "Storing events in {Hub} failed.")]
    private partial void LogFailure(Exception exception, string hub);

    [LoggerMessage(LogLevel.Debug, "A message on the closed link '{Link}' could not be acknowledged: {Reason}")]
    private partial void LogNotAcknowledged(string link, string reason);
}
