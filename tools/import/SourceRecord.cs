namespace LatamFunctions.Import;

/// <summary>A record in a file as JSON, or the reason why the record cannot be read.</summary>
internal readonly record struct SourceRecord(string? Json, string? Error = null);
