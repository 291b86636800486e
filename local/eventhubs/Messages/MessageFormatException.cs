namespace LocalEventHubs.Messages;

/// <summary>Bytes that are not a well-formed AMQP 1.0 message, or that nest deeper than the broker reads.</summary>
internal sealed class MessageFormatException(string message) : Exception(message);
