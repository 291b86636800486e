namespace LocalKusto.Ingestion;

/// <summary>The target table of an ingestion, and the format and the mapping of its data.</summary>
internal sealed record IngestionRequest(string Table, IngestionFormat Format, string? MappingName = null, bool IgnoreFirstRecord = false);
