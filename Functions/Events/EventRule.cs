namespace LatamFunctions.Events;

/// <summary>
/// The rule that an event violates. The names are a contract, because they are the reason codes in dead letters, metrics and responses.
/// </summary>
public enum EventRule
{
    /// <summary>The message's content encoding is unknown, or the message's bytes are not in that encoding.</summary>
    Encoding,

    /// <summary>The text is not JSON (RFC 8259), or not a JSON object.</summary>
    Malformed,

    /// <summary>The text contains bytes that are not UTF-8, or an escaped unpaired surrogate.</summary>
    Unicode,

    /// <summary>The text contains a control character that is not allowed, such as NUL.</summary>
    ControlCharacter,

    /// <summary>The event is nested deeper than <see cref="FlightEventReader.MaxDepth"/> levels.</summary>
    Nesting,

    /// <summary>The event has more properties without a column than <see cref="FlightEventReader.MaxProperties"/>.</summary>
    Properties,

    /// <summary>
    /// The event is larger than <see cref="FlightEventReader.MaxEventBytes"/>, or the decompressed message is larger than
    /// <see cref="MessageLimits.MaxMessageBytes"/>.
    /// </summary>
    Size,

    /// <summary>An object contains the same property twice.</summary>
    Duplicate,

    /// <summary>A required value is absent or null.</summary>
    Required,

    /// <summary>The value has the wrong JSON type.</summary>
    Type,

    /// <summary>The value has the correct type but the wrong format, for example for a time or an airport code.</summary>
    Format,

    /// <summary>A number or a time is out of range.</summary>
    Range,

    /// <summary>The text exceeds its maximum length.</summary>
    Length,

    /// <summary>The value is not one of the known values.</summary>
    Unknown,

    /// <summary>The major version of the event's schema is not supported.</summary>
    Schema,

    /// <summary>Azure Data Explorer rejected the row.</summary>
    Refused,

    /// <summary>The message has more events than <see cref="MessageLimits.MaxMessageEvents"/>.</summary>
    TooManyEvents,

    /// <summary>The events of the message have more validation errors than <see cref="MessageLimits.MaxMessageErrors"/>.</summary>
    TooManyErrors,

    /// <summary>The process ran out of memory while reading the message.</summary>
    OutOfMemory,

    /// <summary>Reading the message failed unexpectedly. The log contains the exception.</summary>
    Unreadable,
}
