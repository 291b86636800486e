namespace LocalFunctions.Host.EventHubs;

/// <summary>The form in which a worker receives an event.</summary>
internal enum EventForm
{
    /// <summary>The whole AMQP message, for <c>EventData</c>.</summary>
    Message,

    /// <summary>The body as text.</summary>
    Text,

    /// <summary>The body as bytes.</summary>
    Bytes,
}
