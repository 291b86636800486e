namespace LocalEventHubs.Log;

/// <param name="Segments">The segments. There is at least one segment, and the last segment is open for appends.</param>
/// <param name="NextSequenceNumber">The sequence number of the next event to be written.</param>
/// <param name="LastEnqueuedTime">
/// The enqueued time of the last event in Unix milliseconds. New events must not have an earlier time.
/// </param>
internal sealed record RecoveredLog(Segment[] Segments, long NextSequenceNumber, long LastEnqueuedTime);
