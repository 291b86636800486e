namespace LocalKusto.Catalog;

/// <summary>
/// An ingestion mapping. <paramref name="Kind"/> is <c>Json</c> or <c>Csv</c>, and <paramref name="Mapping"/> is the mapping's JSON text.
/// </summary>
internal sealed record MappingDefinition(string Table, string Kind, string Name, string Mapping, DateTime LastUpdatedOn);
