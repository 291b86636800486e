using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Converts the trigger's binding data, AMQP-encoded messages, to <see cref="EventData"/>. This class replaces the converter in the Event
/// Hubs extension, which uses the SDK to decode each message. <see cref="AmqpEventDecoder"/> decodes common messages in a fraction of the
/// time and memory; the SDK decodes all other messages (docs/decisions/0024-decoding-of-events.md).
/// </summary>
internal sealed class EventDataConverter : IInputConverter
{
    // The source and the content type that the Event Hubs extension sets (EventHubExtensionConfigProvider.cs, azure-sdk-for-net).
    private const string BindingSource = "AzureEventHubsEventData";
    private const string BinaryContentType = "application/octet-stream";

    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        try
        {
            return ValueTask.FromResult(context.Source is CollectionModelBindingData batch && context.TargetType == typeof(EventData[])
                ? ConversionResult.Success(Array.ConvertAll(batch.ModelBindingData, ToEventData))
                : ConversionResult.Unhandled());
        }
        catch (Exception e)
        {
            return ValueTask.FromResult(ConversionResult.Failed(e));
        }
    }

    private static EventData ToEventData(ModelBindingData binding)
    {
        if (binding.Source != BindingSource)
            throw new InvalidOperationException($"The binding source is '{binding.Source}'. '{BindingSource}' is supported.");
        if (binding.ContentType != BinaryContentType)
            throw new InvalidOperationException($"The binding data's type is '{binding.ContentType}'. '{BinaryContentType}' is supported.");
        return AmqpEventDecoder.TryDecode(binding.Content) ?? DecodeBySdk(binding.Content);
    }

    /// <summary>Decodes a message with the SDK. If decoding fails, the method returns an <see cref="UnreadableEvent"/>.</summary>
    internal static EventData DecodeBySdk(BinaryData amqp)
    {
        try
        {
            return new EventData(AmqpAnnotatedMessage.FromBytes(amqp));
        }
        catch (Exception e)
        {
            // This method does not throw an exception, because a failed conversion would fail the whole batch, which would be redelivered
            // indefinitely.
            return new UnreadableEvent(amqp.ToMemory(), AmqpEventDecoder.AnnotationsOf(amqp), e);
        }
    }
}
