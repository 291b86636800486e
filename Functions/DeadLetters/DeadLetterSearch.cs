using System.Globalization;
using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.DeadLetters;

/// <summary>Which dead letters are asked for. Times bound the enqueueing: from inclusive, to exclusive.</summary>
/// <param name="After">The last record of the page before.</param>
internal sealed record DeadLetterSearch(
    EventRule? Reason,
    DeadLetterState? State,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Partition,
    int Limit,
    DeadLetterKey? After)
{
    public const int MaxLimit = 100;

    private const int DefaultLimit = 50;

    private static readonly QueryParameter<EventRule?> ReasonParameter =
        QueryParameter.OneOf<EventRule>("reason", "Only dead letters with this reason.");

    private static readonly QueryParameter<DeadLetterState?> StateParameter =
        QueryParameter.OneOf<DeadLetterState>("state", "Only dead letters in this state.");

    private static readonly QueryParameter<DateTimeOffset?> FromParameter =
        QueryParameter.Time("from", "Only dead letters whose message was enqueued at this time or later.") with { Example = "2026-11-20" };

    private static readonly QueryParameter<DateTimeOffset?> ToParameter =
        QueryParameter.Time("to", "Only dead letters whose message was enqueued before this time.") with { Example = "2026-11-21" };

    private static readonly QueryParameter<string?> PartitionParameter = QueryParameter.Code(
        "partition", "Only dead letters of this partition.", "the id of an Event Hubs partition, like 0", 1, 32, char.IsAsciiLetterOrDigit) with
    { Example = "0" };

    private static readonly QueryParameter<int?> LimitParameter =
        QueryParameter.WholeNumber("limit", "Maximum number of dead letters per page.", 1, MaxLimit, DefaultLimit);

    private static readonly QueryParameter<DeadLetterKey?> CursorParameter = new(
        RequestAddress.Cursor,
        "The start of the page. Part of nextLink.",
        "taken from a nextLink, unchanged",
        new OpenApiSchema { Type = JsonSchemaType.String },
        (text, out value) =>
        {
            value = DeadLetterKey.TryParse(text, out var key) ? key : null;
            return value is not null;
        });

    public static readonly IReadOnlyList<QueryParameter> Parameters =
        [ReasonParameter, StateParameter, FromParameter, ToParameter, PartitionParameter, LimitParameter, CursorParameter];

    public static DeadLetterSearch Read(QueryReader query)
    {
        var (from, to) = query.Range(FromParameter, ToParameter);
        return new DeadLetterSearch(
            query.Read(ReasonParameter),
            query.Read(StateParameter),
            from,
            to,
            query.Read(PartitionParameter),
            query.Read(LimitParameter)!.Value,
            query.Read(CursorParameter));
    }

    /// <summary>
    /// What the table can answer by itself. Every value in it is a number, a time or letters and digits, so nothing can end a literal.
    /// </summary>
    public string Filter()
    {
        // Parts of bodies have no reasons.
        var conditions = new List<string> { "Reasons ge ''" };
        if (To is { } to)
        {
            conditions.Add($"PartitionKey ge '{DeadLetterKey.HourOf(to)}'");
            conditions.Add($"EnqueuedAt lt {Literal(to)}");
        }

        if (From is { } from)
        {
            // Behind the hour's number stands '-', and '.' comes after it.
            conditions.Add($"PartitionKey lt '{DeadLetterKey.HourOf(from)}.'");
            conditions.Add($"EnqueuedAt ge {Literal(from)}");
        }

        if (Partition is not null)
            conditions.Add($"PartitionId eq '{Partition}'");

        // The first condition says again what the second means: the service finds its place by it.
        if (After is { } after)
        {
            conditions.Add($"PartitionKey ge '{after.PartitionKey}'");
            conditions.Add(
                $"(PartitionKey gt '{after.PartitionKey}' or (PartitionKey eq '{after.PartitionKey}' and RowKey gt '{after.RowKey}'))");
        }

        return string.Join(" and ", conditions);
    }

    /// <summary>What the table cannot answer.</summary>
    public bool Matches(DeadLetterRecord record) =>
        (State is null || State == record.State)
        && (Reason is null || record.Reasons.Split(',').Contains(Reason.ToString()));

    private static string Literal(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"datetime'{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}'");
}
