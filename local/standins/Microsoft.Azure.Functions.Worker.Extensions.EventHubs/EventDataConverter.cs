using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Converts the host's binding data (encoded AMQP messages) to <see cref="EventData"/> with the official decoder, as the package's
/// converter does. The attributes of this class cause the build to mark the binding with <c>supportsDeferredBinding</c>.
/// </summary>
[SupportsDeferredBinding]
[SupportedTargetType(typeof(EventData))]
[SupportedTargetType(typeof(EventData[]))]
internal sealed class EventDataConverter : IInputConverter
{
    private const string BindingSource = "AzureEventHubsEventData";
    private const string BinaryContentType = "application/octet-stream";

    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        try
        {
            return ValueTask.FromResult(context.Source switch
            {
                ModelBindingData single => ConversionResult.Success(ToEventData(single)),
                CollectionModelBindingData batch => ConversionResult.Success(Array.ConvertAll(batch.ModelBindingData, ToEventData)),
                _ => ConversionResult.Unhandled(),
            });
        }
        catch (Exception e)
        {
            return ValueTask.FromResult(ConversionResult.Failed(e));
        }
    }

    private static EventData ToEventData(ModelBindingData binding)
    {
        if (binding.Source != BindingSource)
            throw new InvalidOperationException($"The binding source '{binding.Source}' is not supported. Use '{BindingSource}'.");
        if (binding.ContentType != BinaryContentType)
        {
            throw new InvalidOperationException(
                $"The binding's content type '{binding.ContentType}' is not supported. Use '{BinaryContentType}'.");
        }

        return new EventData(AmqpAnnotatedMessage.FromBytes(binding.Content));
    }
}
