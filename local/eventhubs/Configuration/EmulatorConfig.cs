using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEventHubs.Errors;

namespace LocalEventHubs.Configuration;

/// <summary>
/// Reads the event hubs from a <c>Config.json</c> file for Microsoft's Event Hubs emulator. The emulator's limits (one namespace, ten hubs)
/// do not apply. An entity can have two additional properties: <c>RetentionHours</c> and <c>RetentionMegabytes</c> (per partition).
/// </summary>
public static class EmulatorConfig
{
    /// <exception cref="EventHubsException">
    /// The file is not a valid configuration. The message contains the file's path and the position.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<EventHubDefinition> Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), EmulatorJson.Default.EmulatorFile)
                ?? throw new JsonException("the document is null.");
            var entities = file.UserConfig?.NamespaceConfig?.SelectMany(space => space.Entities ?? []).ToList();
            return entities is { Count: > 0 }
                ? [.. entities.Select(ToDefinition)]
                : throw new JsonException("UserConfig.NamespaceConfig[].Entities names no event hub.");
        }
        catch (JsonException e)
        {
            throw new EventHubsException(EventHubsErrorReason.InvalidArgument, $"The configuration '{path}' cannot be read: {e.Message}");
        }
    }

    private static EventHubDefinition ToDefinition(EmulatorEntity entity)
    {
        if (entity.Name is null)
            throw new JsonException("an entity of UserConfig.NamespaceConfig has no Name.");
        return new EventHubDefinition(
            entity.Name, Number(entity.PartitionCount, entity.Name), [.. (entity.ConsumerGroups ?? []).Select(group => group.Name ?? "")])
        {
            RetentionTime = entity.RetentionHours is { } hours ? TimeSpan.FromHours(hours) : null,
            RetentionSize = entity.RetentionMegabytes * 1024 * 1024,
        };
    }

    /// <summary>Reads the partition count, which Microsoft's samples write as a number or as a string.</summary>
    private static int Number(JsonElement count, string hub) => count.ValueKind switch
    {
        JsonValueKind.Number when count.TryGetInt32(out var number) => number,
        JsonValueKind.String when int.TryParse(count.GetString(), out var number) => number,
        _ => throw new JsonException($"the PartitionCount of '{hub}' is not a whole number."),
    };
}

/// <summary>The document in <c>Config.json</c>, of which only the event hubs are read.</summary>
internal sealed record EmulatorFile(EmulatorUserConfig? UserConfig);

internal sealed record EmulatorUserConfig(IReadOnlyList<EmulatorNamespace>? NamespaceConfig);

internal sealed record EmulatorNamespace(IReadOnlyList<EmulatorEntity>? Entities);

internal sealed record EmulatorEntity(
    string? Name, JsonElement PartitionCount, IReadOnlyList<EmulatorConsumerGroup>? ConsumerGroups, double? RetentionHours,
    long? RetentionMegabytes);

internal sealed record EmulatorConsumerGroup(string? Name);

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(EmulatorFile))]
internal sealed partial class EmulatorJson : JsonSerializerContext;
