using LocalEventHubs.Errors;

namespace LocalEventHubs.Log;

/// <summary>
/// The exception for a damaged log file. The broker does not repair damage, because later events can be intact, and only an operator can
/// decide to delete events.
/// </summary>
public sealed class CorruptLogException(string file, long position, string problem)
    : CorruptDataException(
        file,
        $"The log file '{file}' is damaged at byte {position}: {problem} "
        + "Restore the file from a backup, or move the hub's folder elsewhere to start with an empty hub.")
{
    public long Position { get; } = position;
}
