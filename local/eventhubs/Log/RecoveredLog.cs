namespace LocalEventHubs.Log;

/// <param name="Segments">The segments, at least one; the last is open for appends.</param>
/// <param name="NextSequenceNumber">The number of the next event to be written.</param>
/// <param name="LastEnqueuedTime">Unix milliseconds; no later event may be older.</param>
internal sealed record RecoveredLog(Segment[] Segments, long NextSequenceNumber, long LastEnqueuedTime);
