namespace LocalFunctions.Host.EventHubs;

/// <summary>The form in which a worker receives an event.</summary>
internal enum EventForm
{
    /// <summary>The AMQP message, for parameters of type <c>EventData</c>.</summary>
    Message,

    /// <summary>The body as a string.</summary>
    Text,

    /// <summary>The body as bytes.</summary>
    Bytes,
}
