namespace LocalKusto.Storage;

/// <summary>The database cannot be opened. Nothing was changed; the message names the file and the possible remedies.</summary>
public sealed class CorruptDatabaseException(string file, Exception reason) : IOException(
    $"The database {file} cannot be opened: {reason.Message} If it or its log, {file}.wal, is damaged, restore both from a copy, or move "
    + "both elsewhere to begin with an empty database.",
    reason);
