namespace LocalKusto.Storage;

/// <summary>The database cannot be opened. The file was not changed. The message contains the file name and possible solutions.</summary>
public sealed class CorruptDatabaseException(string file, Exception reason) : IOException(
    $"The database {file} cannot be opened: {reason.Message} If it or its log, {file}.wal, is damaged, restore both files from a backup, "
    + "or move both files to another folder to start with an empty database.",
    reason);
