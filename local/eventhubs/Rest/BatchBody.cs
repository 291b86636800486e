using System.Text.Json;
using LocalEventHubs.Log;
using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>
/// Reads <c>application/vnd.microsoft.servicebus.json</c>,
/// <c>[{"Body":"…","IsBodyBase64":true,"UserProperties":{…},"BrokerProperties":{…}}, …]</c>, in one pass, and encodes the events in the
/// log's format without creating an object per event.
/// </summary>
internal ref struct BatchBody
{
    public const string ContentType = "application/vnd.microsoft.servicebus.json";

    private readonly ReadOnlySpan<byte> _json;
    private readonly BatchBuilder _batch;
    private string? _partitionKey;

    private BatchBody(ReadOnlySpan<byte> json, BatchBuilder batch)
    {
        _json = json;
        _batch = batch;
    }

    /// <returns>The partition key that the events specify, or <c>null</c>.</returns>
    /// <exception cref="RestException">
    /// The body is invalid (status 400). The message contains the error and the number of the event.
    /// </exception>
    public static string? Read(ReadOnlySpan<byte> json, BatchBuilder batch)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];

        var body = new BatchBody(json, batch);
        try
        {
            body.ReadEvents();
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // InvalidOperationException means that the bytes are not UTF-8 or contain an escaped lone surrogate, which UTF-8 cannot
            // represent.
            throw BadRequest($"event {batch.Count}: {e.Message}");
        }

        return body._partitionKey;
    }

    private void ReadEvents()
    {
        var reader = new Utf8JsonReader(_json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("the body must be an array of events.");

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("an event must be an object such as {\"Body\":\"…\"}.");
            ReadEvent(ref reader);
        }

        if (_batch.Count == 0)
            throw new JsonException("there are no events.");
        reader.Read();
    }

    private void ReadEvent(ref Utf8JsonReader reader)
    {
        var broker = default(BrokerProperties);
        Utf8JsonReader body = default, userProperties = default;
        var isBase64 = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Body"u8))
            {
                reader.Read();
                body = reader;
                if (body.TokenType != JsonTokenType.String)
                    throw new JsonException("Body must be a string. Escape JSON in the string.");
            }
            else if (reader.ValueTextEquals("UserProperties"u8))
            {
                reader.Read();
                userProperties = reader;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("BrokerProperties"u8))
            {
                reader.Read();
                broker = BrokerProperties.Read(ref reader);
            }
            else if (reader.ValueTextEquals("IsBodyBase64"u8))
            {
                reader.Read();
                isBase64 = reader.GetBoolean();
            }
            else
            {
                reader.Skip();
            }
        }

        if (body.TokenType != JsonTokenType.String)
            throw new JsonException("the event has no Body.");

        TakePartitionKey(broker.PartitionKey);
        _batch.BeginEvent();
        _batch.Sections.WriteProperties(contentType: null, broker.MessageId, broker.CorrelationId);
        if (userProperties.TokenType != JsonTokenType.None)
            AddProperties(ref userProperties);
        AddBody(ref body, isBase64);
        _batch.EndEvent();
    }

    private void AddBody(ref Utf8JsonReader body, bool isBase64)
    {
        if (isBase64)
        {
            var bytes = body.GetBytesFromBase64();
            bytes.CopyTo(_batch.Sections.BeginBody(bytes.Length));
            _batch.Sections.EndBody(bytes.Length);
        }
        else
        {
            // Unescaping never lengthens a string.
            var target = _batch.Sections.BeginBody(body.ValueSpan.Length);
            _batch.Sections.EndBody(body.CopyString(target));
        }
    }

    private readonly void AddProperties(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("UserProperties must be an object.");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    _batch.Sections.AddProperty(name, reader.GetString()!);
                    break;
                case JsonTokenType.Number:
                    _batch.Sections.AddProperty(name, reader.TryGetInt64(out var number) ? number : reader.GetDouble());
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    _batch.Sections.AddProperty(name, reader.GetBoolean());
                    break;
                case JsonTokenType.Null:
                    break;
                default:
                    throw new JsonException($"the user property '{name}' must be a string, a number or a boolean.");
            }
        }
    }

    /// <summary>
    /// Verifies an event's partition key. A batch is stored in one partition, so all events with a partition key must have the same key.
    /// </summary>
    private void TakePartitionKey(string? key)
    {
        if (_partitionKey is not null && key is not null && key != _partitionKey)
        {
            throw new JsonException(
                $"the PartitionKey '{key}' differs from '{_partitionKey}' of an earlier event. Use one partition key per batch.");
        }

        _partitionKey ??= key;
    }

    private static RestException BadRequest(string problem) =>
        new(StatusCodes.Status400BadRequest, $"The batch cannot be read: {problem}");
}
