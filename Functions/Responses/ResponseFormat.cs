namespace LatamFunctions.Responses;

/// <summary>The formats of rows in responses.</summary>
internal enum ResponseFormat
{
    /// <summary>A JSON document (RFC 8259).</summary>
    Json,

    /// <summary>JSON Lines: one JSON object per line.</summary>
    NdJson,

    /// <summary>CSV with a header line (RFC 4180).</summary>
    Csv,

    /// <summary><see cref="Csv"/> with a byte order mark, by which spreadsheets detect UTF-8.</summary>
    CsvWithByteOrderMark,
}
