namespace LocalKusto.Errors;

/// <summary>The exception for a table that was altered after the caller had read the table's schema.</summary>
internal sealed class TableAlteredException(string table) : Exception($"The table '{table}' was altered while the request was being read.");
