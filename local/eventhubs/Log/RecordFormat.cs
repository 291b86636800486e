namespace LocalEventHubs.Log;

/// <summary>How the events of a batch are encoded. The fourth byte of the batch's magic number tells.</summary>
internal enum RecordFormat : byte
{
    /// <summary>Only read: see <see cref="LegacyEventRecord"/>.</summary>
    Legacy = (byte)'B',

    /// <summary>What is written: see <see cref="EventRecord"/>.</summary>
    Sections = (byte)'2',
}
