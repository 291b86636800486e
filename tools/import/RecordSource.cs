namespace LatamFunctions.Import;

/// <summary>
/// Reads the records in a file of any supported format sequentially. Memory use is limited by the largest record or JSON page.
/// </summary>
internal static class RecordSource
{
    public const string Formats = ".csv, .tsv, .parquet, .json, .jsonl, .ndjson or .xml (all except .parquet also with .gz)";

    /// <summary>Reads the records in a file.</summary>
    /// <exception cref="ImportException">The format is not supported, or the file cannot be read.</exception>
    public static IEnumerable<SourceRecord> Read(FileInfo file, FlightMap map, string encoding) => FormatOf(file) switch
    {
        ".csv" or ".tsv" or ".txt" => DuckDbRecords.ReadCsv(file, encoding),
        ".parquet" => DuckDbRecords.ReadParquet(file),
        ".json" => JsonRecords.ReadDocument(file, map.RecordNames),
        ".jsonl" or ".ndjson" => JsonRecords.ReadLines(file, map.RecordNames),
        ".xml" => XmlRecords.Read(file, map),
        var format => throw new ImportException($"The format {format} is not supported. Use a file that ends in {Formats}."),
    };

    /// <summary>Returns the number of records, or <c>null</c> if the number is unknown before all records are read.</summary>
    public static long? Count(FileInfo file, string encoding) => FormatOf(file) switch
    {
        ".csv" or ".tsv" or ".txt" => DuckDbRecords.CountCsv(file, encoding),
        ".parquet" => DuckDbRecords.CountParquet(file),
        _ => null,
    };

    /// <summary>Opens a file and decompresses its content if the file name ends in .gz.</summary>
    public static Stream OpenText(FileInfo file)
    {
        var stream = file.OpenRead();
        return file.Extension.Equals(".gz", StringComparison.OrdinalIgnoreCase)
            ? new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress)
            : stream;
    }

    private static string FormatOf(FileInfo file)
    {
        var name = file.Name.ToLowerInvariant();
        return Path.GetExtension(name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name);
    }
}
