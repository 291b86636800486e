namespace LocalKusto.Ingestion;

/// <summary>The supported transforms of ingestion mappings. A mapping with another transform is rejected when it is created.</summary>
internal enum MappingTransform
{
    None,
    DateTimeFromUnixSeconds,
    DateTimeFromUnixMilliseconds,
    DateTimeFromUnixMicroseconds,
    DateTimeFromUnixNanoseconds,
    SourceLocation,
    SourceLineNumber,
}
