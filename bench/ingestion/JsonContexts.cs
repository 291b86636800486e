using System.Text.Json.Serialization;

namespace IngestionBenchmark;

/// <summary>Generated readers, the quicker of the two ways in which System.Text.Json can know a type.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FlightMessage))]
[JsonSerializable(typeof(CloudEventMessage))]
internal sealed partial class MessageContext : JsonSerializerContext;

/// <summary>Generated writers. A context of their own, because rows spell their columns in another case.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FlightRow))]
internal sealed partial class RowContext : JsonSerializerContext;
