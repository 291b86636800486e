namespace LocalEventHubs;

/// <summary>A file in the data folder does not hold what was written to it. The message names the file and what to do.</summary>
public class CorruptDataException(string file, string message, Exception? inner = null) : Exception(message, inner)
{
    public string File { get; } = file;
}
