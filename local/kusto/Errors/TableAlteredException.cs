namespace LocalKusto.Errors;

/// <summary>A table is no longer as the caller knows it.</summary>
internal sealed class TableAlteredException(string table) : Exception($"The table '{table}' was altered while the request was read.");
