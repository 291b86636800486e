using System.Text.Json.Serialization;

namespace IngestionBenchmark;

/// <summary>Generated deserializers, which are faster than those based on reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FlightMessage))]
[JsonSerializable(typeof(CloudEventMessage))]
internal sealed partial class MessageContext : JsonSerializerContext;

/// <summary>Generated serializers, in a separate context because rows have another naming policy.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FlightRow))]
internal sealed partial class RowContext : JsonSerializerContext;
