namespace LocalKusto.Ingestion;

/// <summary>The transforms of ingestion mappings that this engine does; the others are refused when the mapping is made.</summary>
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
