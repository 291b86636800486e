namespace LocalEventHubs.Errors;

/// <summary>A file in the data folder differs from what was written. The message names the file and a remedy.</summary>
public class CorruptDataException(string file, string message, Exception? inner = null) : Exception(message, inner)
{
    public string File { get; } = file;
}
