namespace LocalKusto.Ingestion;

/// <summary>The data formats that this engine reads.</summary>
internal enum IngestionFormat
{
    Csv,
    Tsv,
    Scsv,
    Sohsv,
    Psv,

    /// <summary>JSON objects, one per line.</summary>
    Json,

    /// <summary>JSON objects with or without blanks between them, or arrays of them.</summary>
    MultiJson,
}
