using LocalEventHubs.Errors;

namespace LocalEventHubs.Log;

/// <summary>
/// Stored bytes differ from what was written. The damage is not repaired automatically: events after it may be intact,
/// and only an operator can decide to delete the damaged ones.
/// </summary>
public sealed class CorruptLogException(string file, long position, string problem)
    : CorruptDataException(
        file,
        $"The log file '{file}' is damaged at byte {position}: {problem} "
        + "Restore the file from a backup, or move the hub's folder elsewhere to start with an empty hub.")
{
    public long Position { get; } = position;
}
