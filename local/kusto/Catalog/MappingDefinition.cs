namespace LocalKusto.Catalog;

/// <summary>An ingestion mapping: <paramref name="Kind"/> is <c>Json</c> or <c>Csv</c>, <paramref name="Mapping"/> its JSON text.</summary>
internal sealed record MappingDefinition(string Table, string Kind, string Name, string Mapping, DateTime LastUpdatedOn);
