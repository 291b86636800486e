using Azure;
using Azure.Data.Tables;
using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>A stored dead letter: its data and its state.</summary>
/// <param name="Entity">The table entity. If the record was read as part of a list, the entity has no body and no ETag.</param>
internal sealed record DeadLetterRecord(TableEntity Entity)
{
    /// <summary>
    /// The reasons that identify whole messages in records without the column <see cref="IsWholeMessage"/>, which earlier versions wrote.
    /// </summary>
    private static readonly string[] WholeMessageReasons =
        [nameof(EventRule.TooManyEvents), nameof(EventRule.TooManyErrors), nameof(EventRule.OutOfMemory)];

    public DeadLetterKey Key => new(Entity.PartitionKey, Entity.RowKey);

    public DeadLetterState State =>
        Entity.GetString(nameof(State)) is { } state ? Enum.Parse<DeadLetterState>(state) : DeadLetterState.Open;

    public string Reasons => Text(nameof(Reasons));

    /// <summary>The validation errors: JSON, unless the text was truncated. The column name is a contract.</summary>
    public string Faults => Text(nameof(Faults));

    public string Stage => Text(nameof(Stage));

    public string PartitionId => Text(nameof(PartitionId));

    public string Offset => Text(nameof(Offset));

    public long? SequenceNumber => Entity.GetInt64(nameof(SequenceNumber));

    public int EventIndex => Entity.GetInt32(nameof(EventIndex)) ?? 0;

    public DateTimeOffset EnqueuedAt => Entity.GetDateTimeOffset(nameof(EnqueuedAt)) ?? default;

    public int Attempts => Entity.GetInt32(nameof(Attempts)) ?? 1;

    public string Source => Text(nameof(Source));

    public string Schema => Text(nameof(Schema));

    public string ContentType => Text(nameof(ContentType));

    /// <summary>The application properties: JSON, unless the text was truncated.</summary>
    public string Properties => Text(nameof(Properties));

    public int BodyLength => Entity.GetInt32(nameof(BodyLength)) ?? 0;

    /// <summary>Whether the record represents a whole message, none of whose events is stored.</summary>
    public bool IsWholeMessage => Entity.GetBoolean(nameof(IsWholeMessage)) ?? WholeMessageReasons.Contains(Reasons);

    /// <summary>The id of the latest replay.</summary>
    public string? ReplayId => Entity.GetString(nameof(ReplayId));

    public DateTimeOffset? ReplayedAt => Entity.GetDateTimeOffset(nameof(ReplayedAt));

    /// <summary>The keys (<see cref="StoredEvents.KeyOf"/>) of the events that the latest replay published.</summary>
    public IReadOnlyList<string> ReplayedEventIds => DeadLetterFields.ReplayedKeys(Entity.GetString(nameof(ReplayedEventIds)));

    public string? Note => Entity.GetString(nameof(Note));

    /// <summary>The ETag that a change to the record must match.</summary>
    public ETag ETag => Entity.ETag;

    public DeadLetterRecord InState(DeadLetterState state) => With((nameof(State), state.ToString()));

    /// <summary>Returns a copy of the record in the state <see cref="DeadLetterState.Replaying"/>.</summary>
    public DeadLetterRecord Replaying(string replayId, DateTimeOffset at, IEnumerable<string> keys) =>
        InState(DeadLetterState.Replaying).With((nameof(ReplayId), replayId), (nameof(ReplayedAt), at)).WithReplayed(keys);

    /// <summary>Returns a copy of the record with the keys of the events that the replay published.</summary>
    public DeadLetterRecord WithReplayed(IEnumerable<string> keys) =>
        With((nameof(ReplayedEventIds), DeadLetterFields.ReplayedEventIds(keys)));

    public DeadLetterRecord Discarded(DateTimeOffset at, string by, string note) =>
        InState(DeadLetterState.Discarded).With(("DiscardedAt", at), ("DiscardedBy", by), (nameof(Note), note));

    /// <summary>Returns an entity with only the columns that state changes update.</summary>
    public TableEntity ToUpdate()
    {
        var update = new TableEntity(Entity.PartitionKey, Entity.RowKey);
        foreach (var column in DeadLetterFields.StateColumns)
        {
            if (Entity.TryGetValue(column, out var value) && value is not null)
                update[column] = value;
        }

        return update;
    }

    private DeadLetterRecord With(params ReadOnlySpan<(string Column, object Value)> changes)
    {
        var entity = new TableEntity(Entity);
        foreach (var (column, value) in changes)
            entity[column] = value;
        return new DeadLetterRecord(entity);
    }

    private string Text(string column) => Entity.GetString(column) ?? "";
}
