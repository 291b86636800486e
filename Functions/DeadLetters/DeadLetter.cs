using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>An event that could not be stored, with all data required to diagnose and replay the event.</summary>
/// <param name="Position">The position of the event's message in the stream.</param>
/// <param name="EventIndex">The zero-based index of the event in the message.</param>
/// <param name="Stage">The stage that failed.</param>
/// <param name="Errors">The reasons why the event could not be stored. The list contains at least one reason.</param>
/// <param name="Attempts">
/// The number of invocations that have processed the event's batch, including the invocation that dead-lettered the event.
/// </param>
/// <param name="Schema">The schema that the event declares. A long value is truncated.</param>
/// <param name="ContentType">The message's content type; <c>null</c> if the message has no content type.</param>
/// <param name="Properties">The message's application properties.</param>
/// <param name="Body">
/// The event's bytes as received, or the bytes of the whole message if the message could not be split into events.
/// </param>
/// <param name="RecordedAt">The time at which the event was dead-lettered.</param>
public sealed record DeadLetter(
    StreamPosition Position,
    int EventIndex,
    IngestStage Stage,
    IReadOnlyList<ValidationError> Errors,
    int Attempts,
    string? Schema,
    string? ContentType,
    MessageProperties Properties,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset RecordedAt)
{
    /// <summary>The publisher (<see cref="DeadLetterSource"/>); an empty string if the publisher is unknown.</summary>
    public string Source { get; init; } = "";

    /// <summary>Whether the dead letter represents a whole message, none of whose events is stored.</summary>
    public bool IsWholeMessage { get; init; }

    /// <summary>
    /// The number of events in the message, including this event; <c>null</c> if the events were not counted. If the message has this
    /// number of dead letters, none of its events is in the database.
    /// </summary>
    public int? MessageEvents { get; init; }

    /// <summary>
    /// Whether a replay split this dead letter from the dead letter of the whole message. The dead letter of the whole message has the key
    /// of the message's first event.
    /// </summary>
    public bool IsPartOfReplay { get; init; }

    /// <summary>The distinct rules that the event violates.</summary>
    public IEnumerable<EventRule> Reasons => Errors.Select(error => error.Rule).Distinct();
}
