namespace LocalKusto.Ingestion;

internal sealed record IngestionRequest(string Table, IngestionFormat Format, string? MappingName = null, bool IgnoreFirstRecord = false);
