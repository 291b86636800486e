namespace LatamFunctions.Import;

/// <summary>One record of a file as JSON, or the reason why it cannot be read.</summary>
internal readonly record struct SourceRecord(string? Json, string? Error = null);
