using System.Globalization;
using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The search filters for dead letters. Times refer to the enqueued time; <c>from</c> is inclusive, and <c>to</c> is exclusive.
/// </summary>
/// <param name="After">The last record of the previous page; <c>null</c> for the first page.</param>
internal sealed record DeadLetterSearch(
    EventRule? Reason,
    DeadLetterState? State,
    string? Stage,
    string? Source,
    string? Text,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Partition,
    int Limit,
    DeadLetterCursor? After)
{
    public const int MaxLimit = 100;

    private const int DefaultLimit = 50;

    private static readonly QueryParameter<EventRule?> ReasonParameter =
        QueryParameter.OneOf<EventRule>("reason", "Only dead letters with this reason.");

    private static readonly QueryParameter<DeadLetterState?> StateParameter =
        QueryParameter.OneOf<DeadLetterState>("state", "Only dead letters in this state.");

    private static readonly QueryParameter<string?> StageParameter = QueryParameter.OneOf(
        "stage", "Only dead letters whose event was rejected at this stage: Decoded (reading), Checked (validation) or Stored (storing).",
        [nameof(IngestStage.Decoded), nameof(IngestStage.Checked), nameof(IngestStage.Stored)]);

    private static readonly QueryParameter<string?> SourceParameter =
        QueryParameter.Text("source", "Only dead letters of this publisher, ignoring case.", DeadLetterSource.MaxLength) with
        {
            Example = "/airlines/LA/ops",
        };

    private static readonly QueryParameter<string?> TextParameter = QueryParameter.Text(
        "text",
        "Only dead letters that contain this text, ignoring case. The search covers `faults`, the source, the properties, the schema, the "
        + "note, and bodies with a stored size of at most 512 KiB.",
        100) with
    { Example = "LA2368" };

    private static readonly QueryParameter<DateTimeOffset?> FromParameter =
        QueryParameter.Time("from", "Only dead letters whose message was enqueued at this time or later.") with { Example = "2026-11-20" };

    private static readonly QueryParameter<DateTimeOffset?> ToParameter =
        QueryParameter.Time("to", "Only dead letters whose message was enqueued before this time.") with { Example = "2026-11-21" };

    private static readonly QueryParameter<string?> PartitionParameter = QueryParameter.Code(
        "partition", "Only dead letters of this partition.", "the id of an Event Hubs partition, such as 0", 1, 32,
        char.IsAsciiLetterOrDigit) with
    { Example = "0" };

    private static readonly QueryParameter<int?> LimitParameter =
        QueryParameter.Integer("limit", "Maximum number of dead letters per page.", 1, MaxLimit, DefaultLimit);

    private static readonly QueryParameter<DeadLetterCursor?> CursorParameter = new(
        RequestAddress.Cursor,
        "The start of the page. Part of nextLink.",
        "copied unchanged from a nextLink",
        new OpenApiSchema { Type = JsonSchemaType.String },
        (text, out value) =>
        {
            value = DeadLetterCursor.TryParse(text, out var cursor) ? cursor : null;
            return value is not null;
        })
    { Requirement = RequestAddress.CursorRequirement };

    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        ReasonParameter, StateParameter, StageParameter, SourceParameter, TextParameter, FromParameter, ToParameter,
        PartitionParameter, LimitParameter,
        CursorParameter,
    ];

    public static DeadLetterSearch Read(QueryReader query)
    {
        var (from, to) = query.Range(FromParameter, ToParameter);
        return new DeadLetterSearch(
            query.Read(ReasonParameter),
            query.Read(StateParameter),
            query.Read(StageParameter),
            query.Read(SourceParameter),
            query.Read(TextParameter),
            from,
            to,
            query.Read(PartitionParameter),
            query.Read(LimitParameter)!.Value,
            query.Read(CursorParameter));
    }

    /// <summary>
    /// Returns the conditions that the Table service evaluates. The values contain only numbers, times, letters and digits, so no value can
    /// terminate a literal.
    /// </summary>
    private List<string> Conditions()
    {
        // Excludes parts of bodies, which have no reasons.
        var conditions = new List<string> { "Reasons ge ''" };
        if (To is { } to)
        {
            conditions.Add($"PartitionKey ge '{DeadLetterKey.HourOf(to)}'");
            conditions.Add($"EnqueuedAt lt {Literal(to)}");
        }

        if (From is { } from)
        {
            // In partition keys, '-' follows the hour, and '.' sorts after '-'.
            conditions.Add($"PartitionKey lt '{DeadLetterKey.HourOf(from)}.'");
            conditions.Add($"EnqueuedAt ge {Literal(from)}");
        }

        if (Partition is not null)
            conditions.Add($"PartitionId eq '{Partition}'");

        return conditions;
    }

    /// <summary>Returns the filter for the records after <see cref="After"/> in key order.</summary>
    public string FilterByKey()
    {
        var conditions = Conditions();
        if (After is { Key: var key })
        {
            // The first condition is redundant, but lets the service seek to the position.
            conditions.Add($"PartitionKey ge '{key.PartitionKey}'");
            conditions.Add($"({Beyond(key)})");
        }

        return string.Join(" and ", conditions);
    }

    /// <summary>Returns the filter for the records after <see cref="After"/>, newest first, then in key order.</summary>
    public string FilterByTime()
    {
        var conditions = Conditions();
        if (After is { Key: var key, EnqueuedAt: var time })
        {
            conditions.Add($"PartitionKey ge '{key.Hour}-'");
            conditions.Add(
                $"(PartitionKey gt '{key.Hour}.' or EnqueuedAt lt {Literal(time)} or (EnqueuedAt eq {Literal(time)} and ({Beyond(key)})))");
        }

        return string.Join(" and ", conditions);
    }

    private static string Beyond(DeadLetterKey key) =>
        $"PartitionKey gt '{key.PartitionKey}' or (PartitionKey eq '{key.PartitionKey}' and RowKey gt '{key.RowKey}')";

    /// <summary>Whether a record matches the filters that the Table service cannot evaluate.</summary>
    public bool Matches(DeadLetterRecord record) =>
        (State is null || State == record.State)
        && (Stage is null || Stage == record.Stage)
        && (Source is null || Source.Equals(record.Source, StringComparison.OrdinalIgnoreCase))
        && (Reason is null || record.Reasons.Split(',').Contains(Reason.ToString()));

    private static string Literal(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"datetime'{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}'");
}
