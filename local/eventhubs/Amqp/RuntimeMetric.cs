using System.Globalization;
using LocalEventHubs.Hubs;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Amqp;

/// <summary>
/// The delivery annotations that describe the partition's last event. A receiver can compute its lag from these annotations.
/// </summary>
internal static class RuntimeMetric
{
    /// <summary>Returns the encoded section.</summary>
    public static byte[] Encode(Partition partition, DateTimeOffset now)
    {
        using var buffer = new PooledBuffer(256);
        buffer.WriteSection(SectionCode.DeliveryAnnotations);
        var map = buffer.BeginCompound(FormatCode.Map32);
        buffer.WriteSymbol("last_enqueued_sequence_number");
        buffer.WriteLong(partition.LastSequenceNumber);
        buffer.WriteSymbol("last_enqueued_offset");
        buffer.WriteString(partition.Log.LastOffset.ToString(CultureInfo.InvariantCulture));
        buffer.WriteSymbol("last_enqueued_time_utc");
        buffer.WriteTimestamp(partition.LastEnqueuedTime ?? DateTimeOffset.UnixEpoch);
        buffer.WriteSymbol("runtime_info_retrieval_time_utc");
        buffer.WriteTimestamp(now);
        buffer.EndCompound(map, 8);
        return buffer.Span.ToArray();
    }
}
