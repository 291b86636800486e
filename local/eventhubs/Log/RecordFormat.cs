namespace LocalEventHubs.Log;

/// <summary>The encoding of a batch's events. The enumeration value is the byte after the batch's magic number.</summary>
internal enum RecordFormat : byte
{
    /// <summary>The former format, which is read but not written (see <see cref="LegacyEventRecord"/>).</summary>
    Legacy = (byte)'B',

    /// <summary>The format of new batches (see <see cref="EventRecord"/>).</summary>
    Sections = (byte)'2',
}
