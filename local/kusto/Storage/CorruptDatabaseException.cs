namespace LocalKusto.Storage;

/// <summary>
/// The exception for a database that cannot be opened. The file was not changed. The message contains the file name and possible solutions.
/// </summary>
public sealed class CorruptDatabaseException : IOException
{
    private CorruptDatabaseException(string file, string solution, Exception reason)
        : base(
            $"The database {file} cannot be opened: {reason.Message} If it or its log, {file}.wal, is damaged, {solution}.", reason)
    {
    }

    internal static CorruptDatabaseException OfTables(string file, Exception reason) => new(
        file, "restore both files from a backup, or move both files to another folder to start with an empty database", reason);

    internal static CorruptDatabaseException OfParts(string file, Exception reason) => new(
        file, "delete both files: they contain only materialized views, which the engine computes again", reason);
}
