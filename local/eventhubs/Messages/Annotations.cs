using System.Text;

namespace LocalEventHubs.Messages;

/// <summary>The message annotations of the broker and of the sender.</summary>
internal static class Annotations
{
    private const string SequenceNumber = "x-opt-sequence-number";
    private const string Offset = "x-opt-offset";
    private const string EnqueuedTime = "x-opt-enqueued-time";
    private const string PartitionKey = "x-opt-partition-key";

    /// <summary>
    /// Copies the sender's entries, except for entries with the names of the broker's own annotations, which the broker writes itself. A
    /// forwarded event has such entries.
    /// </summary>
    /// <param name="map">The position of the map in <paramref name="message"/>.</param>
    /// <param name="partitionKey">The sender's partition key, or <c>null</c>.</param>
    /// <returns>The number of copied items, two per entry.</returns>
    /// <exception cref="MessageFormatException">A key is not a symbol.</exception>
    public static int CopySenders(ReadOnlySpan<byte> message, int map, PooledBuffer target, out string? partitionKey)
    {
        partitionKey = null;
        var position = map;
        var copied = 0;
        for (var items = EncodedValue.ReadCompoundHeader(message, ref position); items >= 2; items -= 2)
        {
            var value = EncodedValue.End(message, position);
            var end = EncodedValue.End(message, value);
            var key = EncodedValue.Content(message, position);
            if (key.SequenceEqual("x-opt-partition-key"u8))
            {
                var text = EncodedValue.Content(message, value);
                partitionKey = text.IsEmpty ? null : Encoding.UTF8.GetString(text);
            }
            else if (!key.SequenceEqual("x-opt-sequence-number"u8)
                && !key.SequenceEqual("x-opt-offset"u8)
                && !key.SequenceEqual("x-opt-enqueued-time"u8))
            {
                target.Write(message[position..end]);
                copied += 2;
            }

            position = end;
        }

        return copied;
    }

    /// <summary>Returns the partition key in a message's annotations, or <c>null</c> if there is no partition key.</summary>
    /// <exception cref="MessageFormatException">A key is not a symbol.</exception>
    public static string? ReadPartitionKey(ReadOnlySpan<byte> message, int map)
    {
        var position = map;
        for (var items = EncodedValue.ReadCompoundHeader(message, ref position); items >= 2; items -= 2)
        {
            var value = EncodedValue.End(message, position);
            if (EncodedValue.Content(message, position).SequenceEqual("x-opt-partition-key"u8)
                && EncodedValue.Content(message, value) is { IsEmpty: false } text)
            {
                return Encoding.UTF8.GetString(text);
            }

            position = EncodedValue.End(message, value);
        }

        return null;
    }

    /// <summary>Writes the annotations section of a delivered event with the types that Azure uses. The offset is a string.</summary>
    /// <param name="senders">The sender's encoded entries, which consist of <paramref name="senderItems"/> items.</param>
    public static void Write(
        PooledBuffer target,
        long sequenceNumber,
        string offset,
        DateTimeOffset enqueuedTime,
        string? partitionKey,
        ReadOnlySpan<byte> senders,
        int senderItems)
    {
        target.WriteSection(SectionCode.MessageAnnotations);
        var map = target.BeginCompound(FormatCode.Map32);
        target.WriteSymbol(SequenceNumber);
        target.WriteLong(sequenceNumber);
        target.WriteSymbol(Offset);
        target.WriteString(offset);
        target.WriteSymbol(EnqueuedTime);
        target.WriteTimestamp(enqueuedTime);
        if (partitionKey is not null)
        {
            target.WriteSymbol(PartitionKey);
            target.WriteString(partitionKey);
        }

        target.Write(senders);
        target.EndCompound(map, (partitionKey is null ? 6 : 8) + senderItems);
    }
}
