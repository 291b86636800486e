using System.Buffers.Text;
using System.Text;

namespace LatamFunctions.Events;

/// <summary>
/// The id of an event whose publisher gave none. It follows from the message's position in the stream, so that the event has the same id
/// when it is delivered or replayed again: <c>3-1234-0-1714559712000</c> is partition, sequence number, index in the message, and enqueued
/// time in Unix milliseconds. The time distinguishes two hubs with the same numbers, such as one and its successor.
/// </summary>
internal static class AssignedEventId
{
    private const int MaxPartitionIdLength = 32;

    /// <summary>A hyphen, a sign and 19 digits.</summary>
    private const int MaxNumberLength = 21;

    /// <summary>The maximum number of bytes of an id.</summary>
    public static int MaxLength(in StreamPosition position) =>
        Math.Max(position.EventIdPrefix?.Length ?? 0, MaxPartitionIdLength) + (3 * MaxNumberLength);

    /// <returns>The number of bytes written; none of them requires escaping in JSON.</returns>
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
