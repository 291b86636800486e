namespace LocalKusto.Ingestion;

/// <summary>The transforms of ingestion mappings that this engine does; the others are rejected when the mapping is created.</summary>
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
