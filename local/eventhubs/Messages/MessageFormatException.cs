namespace LocalEventHubs.Messages;

/// <summary>The exception for bytes that are not a well-formed AMQP 1.0 message or exceed the broker's nesting limit.</summary>
internal sealed class MessageFormatException(string message) : Exception(message);
