namespace LatamFunctions.Import;

/// <summary>
/// Reads the records of a file of any supported format sequentially. Memory is bounded by the largest record or JSON page.
/// </summary>
internal static class RecordSource
{
    public const string Formats = ".csv, .tsv, .parquet, .json, .jsonl, .ndjson or .xml (all except .parquet also with .gz)";

    /// <exception cref="ImportException">The extension is not one of <see cref="Formats"/>, or the file cannot be read.</exception>
    public static IEnumerable<SourceRecord> Read(FileInfo file, FlightMap map, string encoding) => FormatOf(file) switch
    {
        ".csv" or ".tsv" or ".txt" => DuckDbRecords.ReadCsv(file, encoding),
        ".parquet" => DuckDbRecords.ReadParquet(file),
        ".json" => JsonRecords.ReadDocument(file, map.RecordNames),
        ".jsonl" or ".ndjson" => JsonRecords.ReadLines(file, map.RecordNames),
        ".xml" => XmlRecords.Read(file, map),
        var format => throw new ImportException($"The format {format} is not supported. Use a file that ends in {Formats}."),
    };

    /// <summary>The number of records if it is known without reading all of them; otherwise null.</summary>
    public static long? Count(FileInfo file, string encoding) => FormatOf(file) switch
    {
        ".csv" or ".tsv" or ".txt" => DuckDbRecords.CountCsv(file, encoding),
        ".parquet" => DuckDbRecords.CountParquet(file),
        _ => null,
    };

    /// <summary>The decompressed bytes of the file.</summary>
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
