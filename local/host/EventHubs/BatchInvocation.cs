using System.Text;
using Google.Protobuf;
using LocalFunctions.Host.Amqp;
using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.EventHubs;

/// <summary>
/// The input data of an invocation with events from one partition: the events and the trigger's metadata. The data is built once and sent
/// with every attempt. Requests refer to this object's pooled memory, so dispose of this object after the last attempt.
/// </summary>
internal sealed class BatchInvocation : IDisposable
{
    // The Event Hubs extension uses these names and versions in its binding data (EventHubExtensionConfigProvider.cs).
    private const string Version = "1.0";
    private const string Source = "AzureEventHubsEventData";
    private const string ContentType = "application/octet-stream";

    private readonly PooledBlockBuffer _memory = new();
    private readonly ParameterBinding _parameter;
    private readonly TriggerMetadata _metadata;

    public BatchInvocation(TriggerContext context, PartitionIdentity partition, IReadOnlyList<ReceivedEvent> events)
    {
        var trigger = context.Trigger;
        _parameter = new ParameterBinding { Name = trigger.ParameterName, Data = Data(trigger, events) };
        _metadata = new TriggerMetadata(partition, events, trigger.IsBatched, context.Metadata, _memory);
    }

    public InvocationRequest Request(RetryContext? retry, RpcTraceContext trace)
    {
        var request = new InvocationRequest
        {
            InvocationId = Guid.NewGuid().ToString(),
            InputData = { _parameter },
            TraceContext = trace,
            RetryContext = retry,
        };
        _metadata.AddTo(request.TriggerMetadata);
        return request;
    }

    public void Dispose() => _memory.Dispose();

    private TypedData Data(EventHubTrigger trigger, IReadOnlyList<ReceivedEvent> events) => (trigger.Form, trigger.IsBatched) switch
    {
        (EventForm.Message, true) => new TypedData { CollectionModelBindingData = Messages(events) },
        (EventForm.Message, false) => new TypedData { ModelBindingData = Message(events[0]) },
        (EventForm.Text, true) => new TypedData { CollectionString = new CollectionString { String = { events.Select(Text) } } },
        (EventForm.Text, false) => new TypedData { String = Text(events[0]) },
        (EventForm.Bytes, true) => new TypedData { CollectionBytes = new CollectionBytes { Bytes = { events.Select(Bytes) } } },
        (EventForm.Bytes, false) => new TypedData { Bytes = Bytes(events[0]) },
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger.Form, "Unknown form."),
    };

    private CollectionModelBindingData Messages(IReadOnlyList<ReceivedEvent> events)
    {
        var collection = new CollectionModelBindingData();
        collection.ModelBindingData.Capacity = events.Count;
        for (var i = 0; i < events.Count; i++)
            collection.ModelBindingData.Add(Message(events[i]));
        return collection;
    }

    private ModelBindingData Message(in ReceivedEvent received) => new()
    {
        Version = Version,
        Source = Source,
        ContentType = ContentType,
        Content = UnsafeByteOperations.UnsafeWrap(Content(received)),
    };

    private ReadOnlyMemory<byte> Content(in ReceivedEvent received)
    {
        if (received.Annotations.IsEmpty)
            return received.Message;

        var content = _memory.Allocate(received.Annotations.Length + received.Message.Length);
        received.Annotations.CopyTo(content);
        received.Message.CopyTo(content[received.Annotations.Length..]);
        return content;
    }

    private static string Text(ReceivedEvent received) => Encoding.UTF8.GetString(AmqpMessageView.Body(received.Message.Span));

    private static ByteString Bytes(ReceivedEvent received) =>
        UnsafeByteOperations.UnsafeWrap(AmqpMessageView.Body(received.Message.Span));
}
