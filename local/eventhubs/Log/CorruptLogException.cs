namespace LocalEventHubs.Log;

/// <summary>
/// Stored bytes are not what was written. It is never repaired by guessing: the events behind the damage may be good,
/// and only a person can decide to give up those in it.
/// </summary>
public sealed class CorruptLogException(string file, long position, string problem)
    : CorruptDataException(
        file,
        $"The log file '{file}' is damaged at byte {position}: {problem} "
        + "Restore the file from a backup, or move the hub's folder away to start with an empty hub.")
{
    public long Position { get; } = position;
}
