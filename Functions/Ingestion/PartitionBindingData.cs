using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Reads the partition of a batch from the Event Hubs trigger's binding data, in which the host passes the partition as JSON text.
/// </summary>
internal static class PartitionBindingData
{
    /// <summary>The partition id that is used if the binding data does not contain the partition.</summary>
    public const string Unknown = "unknown";

    public static string IdOf(FunctionContext context)
    {
        if (!context.BindingContext.BindingData.TryGetValue("PartitionContext", out var value) || value is not string text)
            return Unknown;

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("PartitionId", out var id)
                && id.ValueKind == JsonValueKind.String
                && id.GetString() is { Length: > 0 } partitionId
                    ? partitionId
                    : Unknown;
        }
        catch (JsonException)
        {
            return Unknown;
        }
    }
}
