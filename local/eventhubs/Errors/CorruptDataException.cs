namespace LocalEventHubs.Errors;

/// <summary>The exception for a damaged file in the data folder. The message contains the file's path and a remedy.</summary>
public class CorruptDataException(string file, string message, Exception? inner = null) : Exception(message, inner)
{
    public string File { get; } = file;
}
