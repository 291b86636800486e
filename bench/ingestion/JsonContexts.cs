using System.Text.Json.Serialization;

namespace IngestionBenchmark;

/// <summary>Generated deserializers, which are faster than reflection-based deserializers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FlightMessage))]
[JsonSerializable(typeof(CloudEventMessage))]
internal sealed partial class MessageContext : JsonSerializerContext;

/// <summary>Generated serializers, in a separate context because rows have a different naming policy.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FlightRow))]
internal sealed partial class RowContext : JsonSerializerContext;
