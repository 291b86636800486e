using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using LatamFunctions.Ingestion;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;
using Moq;

namespace LatamFunctions.Tests.Ingestion;

/// <summary>
/// Tests the conversion of the trigger's binding data to events, in order. Other binding data is passed to other converters or causes an
/// error.
/// </summary>
public class EventDataConverterTests
{
    private const string Source = "AzureEventHubsEventData";
    private const string Binary = "application/octet-stream";

    [Test]
    public async Task Each_message_of_a_batch_is_an_event()
    {
        var result = await ConvertAsync([Message("a"), Message("b")]);

        Assert.That(result.Status, Is.EqualTo(ConversionStatus.Succeeded));
        Assert.That(((EventData[])result.Value!).Select(data => data.EventBody.ToString()), Is.EqualTo(["a", "b"]));
    }

    [Test]
    public async Task A_message_that_cannot_be_decoded_does_not_fail_its_batch()
    {
        var result = await ConvertAsync([Message("a"), Binding(Source, Binary, BinaryData.FromBytes(new byte[] { 1, 2, 3 }))]);

        var events = (EventData[])result.Value!;
        Assert.That(events[0].EventBody.ToString(), Is.EqualTo("a"));
        Assert.That(((UnreadableEvent)events[1]).Amqp.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [TestCase("AzureStorageQueues", Binary, "The binding source is 'AzureStorageQueues'. 'AzureEventHubsEventData' is supported.")]
    [TestCase(Source, "application/json", "The binding data's type is 'application/json'. 'application/octet-stream' is supported.")]
    public async Task Data_of_another_binding_fails_the_conversion(string source, string type, string message)
    {
        var result = await ConvertAsync([Binding(source, type, Message("a").Content)]);

        Assert.That((result.Status, result.Error?.Message), Is.EqualTo((ConversionStatus.Failed, message)));
    }

    [TestCase(typeof(string[]), true)]
    [TestCase(typeof(EventData[]), false)]
    public async Task Another_type_or_source_is_not_converted(Type target, bool isBatch)
    {
        var result = await ConvertAsync([Message("a")], target, isBatch);

        Assert.That((result.Status, result.Value), Is.EqualTo((ConversionStatus.Unhandled, (object?)null)));
    }

    private static async Task<ConversionResult> ConvertAsync(ModelBindingData[] messages, Type? target = null, bool isBatch = true)
    {
        var batch = new Mock<CollectionModelBindingData>();
        batch.Setup(data => data.ModelBindingData).Returns(messages);
        var context = new Mock<ConverterContext>();
        context.Setup(conversion => conversion.TargetType).Returns(target ?? typeof(EventData[]));
        context.Setup(conversion => conversion.Source).Returns(isBatch ? batch.Object : "text");
        return await new EventDataConverter().ConvertAsync(context.Object);
    }

    private static ModelBindingData Message(string body) =>
        Binding(Source, Binary, new AmqpAnnotatedMessage(AmqpMessageBody.FromData([BinaryData.FromString(body).ToMemory()])).ToBytes());

    private static ModelBindingData Binding(string source, string type, BinaryData content)
    {
        var binding = new Mock<ModelBindingData>();
        binding.Setup(data => data.Source).Returns(source);
        binding.Setup(data => data.ContentType).Returns(type);
        binding.Setup(data => data.Content).Returns(content);
        return binding.Object;
    }
}
