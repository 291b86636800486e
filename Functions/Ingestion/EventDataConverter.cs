using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Converts the trigger's binding data, AMQP messages as bytes, to <see cref="EventData"/>. It replaces the Event Hubs extension's
/// converter, which has the SDK decode each message: <see cref="AmqpEventDecoder"/> returns the same event for a fraction of the time and
/// memory, and the SDK decodes the other messages (docs/decisions/0024-decoding-of-events.md).
/// </summary>
internal sealed class EventDataConverter : IInputConverter
{
    // The names of the Event Hubs extension's binding data (EventHubExtensionConfigProvider.cs, azure-sdk-for-net).
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

    /// <summary>The event, or an <see cref="UnreadableEvent"/>.</summary>
    internal static EventData DecodeBySdk(BinaryData amqp)
    {
        try
        {
            return new EventData(AmqpAnnotatedMessage.FromBytes(amqp));
        }
        catch (Exception e)
        {
            // A failed conversion fails the whole batch, which is redelivered indefinitely.
            return new UnreadableEvent(amqp.ToMemory(), AmqpEventDecoder.AnnotationsOf(amqp), e);
        }
    }
}
