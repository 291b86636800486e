using Azure;
using Azure.Data.Tables;
using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>A stored dead letter without its body: its data and its state.</summary>
/// <param name="Faults">JSON, unless it had to be cut.</param>
/// <param name="Properties">JSON, unless it had to be cut.</param>
/// <param name="IsWholeMessage">Whether it represents a message of which no event is stored.</param>
/// <param name="ReplayId">The latest replay.</param>
/// <param name="ReplayedEventIds">The keys (<see cref="StoredEvents.KeyOf"/>) of the events that the latest replay published.</param>
/// <param name="ETag">The version that a change is made against.</param>
internal sealed record DeadLetterRecord(
    DeadLetterKey Key,
    DeadLetterState State,
    string Reasons,
    string Faults,
    string Stage,
    string PartitionId,
    string Offset,
    long? SequenceNumber,
    int EventIndex,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset RecordedAt,
    int Attempts,
    string Source,
    string Schema,
    string ContentType,
    string Properties,
    int BodyLength,
    bool IsWholeMessage,
    string? ReplayId,
    DateTimeOffset? ReplayedAt,
    IReadOnlyList<string> ReplayedEventIds,
    DateTimeOffset? DiscardedAt,
    string? DiscardedBy,
    string? Note,
    ETag ETag)
{
    /// <summary>The columns of a list: all but the body and the ETag.</summary>
    public static readonly string[] Columns =
    [
        "PartitionKey", "RowKey", nameof(State), nameof(Reasons), nameof(Faults), nameof(Stage), nameof(PartitionId), nameof(Offset),
        nameof(SequenceNumber), nameof(EventIndex), nameof(EnqueuedAt), nameof(RecordedAt), nameof(Attempts), nameof(Source),
        nameof(Schema), nameof(ContentType),
        nameof(Properties),
        nameof(BodyLength), nameof(IsWholeMessage), nameof(ReplayId), nameof(ReplayedAt), nameof(ReplayedEventIds),
        nameof(DiscardedAt), nameof(DiscardedBy),
        nameof(Note),
    ];

    /// <summary>The reasons that only whole messages have: records of earlier versions state nothing else.</summary>
    private static readonly string[] WholeMessageReasons =
        [nameof(EventRule.TooManyEvents), nameof(EventRule.TooManyErrors), nameof(EventRule.OutOfMemory)];

    public static DeadLetterRecord Of(TableEntity entity) => new(
        new DeadLetterKey(entity.PartitionKey, entity.RowKey),
        entity.GetString(nameof(State)) is { } state ? Enum.Parse<DeadLetterState>(state) : DeadLetterState.Open,
        entity.GetString(nameof(Reasons)),
        entity.GetString(nameof(Faults)),
        entity.GetString(nameof(Stage)),
        entity.GetString(nameof(PartitionId)),
        entity.GetString(nameof(Offset)),
        entity.GetInt64(nameof(SequenceNumber)),
        entity.GetInt32(nameof(EventIndex)) ?? 0,
        entity.GetDateTimeOffset(nameof(EnqueuedAt)) ?? default,
        entity.GetDateTimeOffset(nameof(RecordedAt)) ?? default,
        entity.GetInt32(nameof(Attempts)) ?? 1,
        entity.GetString(nameof(Source)) ?? "",
        entity.GetString(nameof(Schema)) ?? "",
        entity.GetString(nameof(ContentType)),
        entity.GetString(nameof(Properties)),
        entity.GetInt32(nameof(BodyLength)) ?? 0,
        entity.GetBoolean(nameof(IsWholeMessage)) ?? WholeMessageReasons.Contains(entity.GetString(nameof(Reasons))),
        entity.GetString(nameof(ReplayId)),
        entity.GetDateTimeOffset(nameof(ReplayedAt)),
        entity.GetString(nameof(ReplayedEventIds))?.Split('\n') ?? [],
        entity.GetDateTimeOffset(nameof(DiscardedAt)),
        entity.GetString(nameof(DiscardedBy)),
        entity.GetString(nameof(Note)),
        entity.ETag);

    /// <summary>The columns of its state; the others never change.</summary>
    public TableEntity ToUpdate()
    {
        var entity = new TableEntity(Key.PartitionKey, Key.RowKey) { [nameof(State)] = State.ToString() };
        if (ReplayId is not null)
        {
            entity[nameof(ReplayId)] = ReplayId;
            entity[nameof(ReplayedAt)] = ReplayedAt;

            // Ids have no control characters: events with such ids are rejected.
            entity[nameof(ReplayedEventIds)] = string.Join('\n', ReplayedEventIds);
        }

        if (DiscardedAt is not null)
        {
            entity[nameof(DiscardedAt)] = DiscardedAt;
            entity[nameof(DiscardedBy)] = DiscardedBy;
            entity[nameof(Note)] = Note;
        }

        return entity;
    }
}
