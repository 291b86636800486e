using System.Buffers.Text;
using System.Text;

namespace LatamFunctions.Events;

/// <summary>
/// The id assigned to an event that has no id. The assigned id depends only on the message's position in the stream, so a redelivered or
/// replayed event has the same id. For example, <c>3-1234-0-1714559712000</c> consists of the partition, the sequence number, the index in
/// the message and the enqueued time in Unix milliseconds. The time distinguishes event hubs with the same sequence numbers, such as a hub
/// and its replacement.
/// </summary>
internal static class AssignedEventId
{
    private const int MaxPartitionIdLength = 32;

    /// <summary>The maximum length of a number with its separator: a hyphen, a sign and 19 digits.</summary>
    private const int MaxNumberLength = 21;

    /// <summary>Returns the maximum length of an id in bytes.</summary>
    public static int MaxLength(in StreamPosition position) =>
        Math.Max(position.EventIdPrefix?.Length ?? 0, MaxPartitionIdLength) + (3 * MaxNumberLength);

    /// <returns>The number of bytes written. The id requires no escaping in JSON.</returns>
    public static int Write(in StreamPosition position, int eventIndex, Span<byte> destination)
    {
        var length = 0;
        if (position.EventIdPrefix is { } prefix)
        {
            length = Encoding.ASCII.GetBytes(prefix, destination);
            destination[length++] = (byte)'-';
            return length + Number(position.FirstEventIndex + eventIndex, destination[length..]);
        }

        foreach (var c in position.PartitionId.AsSpan(0, Math.Min(position.PartitionId.Length, MaxPartitionIdLength)))
            destination[length++] = char.IsAsciiLetterOrDigit(c) ? (byte)c : (byte)'_';
        destination[length++] = (byte)'-';
        length += Number(position.SequenceNumber.GetValueOrDefault(), destination[length..]);
        destination[length++] = (byte)'-';
        length += Number(position.FirstEventIndex + eventIndex, destination[length..]);
        destination[length++] = (byte)'-';
        return length + Number(position.EnqueuedAt.ToUnixTimeMilliseconds(), destination[length..]);
    }

    private static int Number(long value, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(value, destination, out var written);
        return written;
    }
}
