namespace LatamFunctions.Responses;

/// <summary>The formats of rows in responses.</summary>
internal enum ResponseFormat
{
    /// <summary>One JSON document (RFC 8259).</summary>
    Json,

    /// <summary>One JSON object per line.</summary>
    NdJson,

    /// <summary>RFC 4180, with a header line.</summary>
    Csv,

    /// <summary><see cref="Csv"/> after a byte order mark, by which spreadsheets recognize UTF-8.</summary>
    CsvWithByteOrderMark,
}
