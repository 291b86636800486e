namespace LocalKusto.Ingestion;

/// <summary>The data formats that this engine supports.</summary>
internal enum IngestionFormat
{
    Csv,
    Tsv,
    Scsv,
    Sohsv,
    Psv,

    /// <summary>JSON objects, one per line.</summary>
    Json,

    /// <summary>JSON objects, with or without whitespace between them, or JSON arrays of objects.</summary>
    MultiJson,
}
