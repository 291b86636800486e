using System.Text.Json.Serialization;

namespace LocalEventHubs.Storage;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HubFile))]
[JsonSerializable(typeof(Checkpoint))]
internal sealed partial class StorageJson : JsonSerializerContext;
