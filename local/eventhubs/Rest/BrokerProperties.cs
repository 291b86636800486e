using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>The system properties that a sender can set for an event. Other Service Bus properties are ignored.</summary>
internal readonly record struct BrokerProperties(string? PartitionKey, string? MessageId, string? CorrelationId)
{
    public static BrokerProperties ParseHeader(string header)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(header));
        try
        {
            reader.Read();
            var properties = Read(ref reader);
            reader.Read();
            return properties;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException means that a string contains an escaped lone surrogate, which UTF-8 cannot represent.
            throw new RestException(
                StatusCodes.Status400BadRequest,
                $"The BrokerProperties header is not a JSON object such as {{\"PartitionKey\":\"k\"}}: {e.Message}");
        }
    }

    /// <summary>Reads one JSON object.</summary>
    public static BrokerProperties Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("BrokerProperties must be an object.");

        var properties = default(BrokerProperties);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPartitionKey = reader.ValueTextEquals("PartitionKey"u8);
            var isMessageId = reader.ValueTextEquals("MessageId"u8);
            var isCorrelationId = reader.ValueTextEquals("CorrelationId"u8);
            reader.Read();
            if (isPartitionKey)
                properties = properties with { PartitionKey = ReadString(ref reader, "PartitionKey") };
            else if (isMessageId)
                properties = properties with { MessageId = ReadString(ref reader, "MessageId") };
            else if (isCorrelationId)
                properties = properties with { CorrelationId = ReadString(ref reader, "CorrelationId") };
            else
                reader.Skip();
        }

        return properties;
    }

    private static string? ReadString(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw new JsonException($"{name} must be a string."),
    };
}
