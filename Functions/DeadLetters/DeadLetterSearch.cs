using System.Globalization;
using LatamFunctions.Http;
using LatamFunctions.Ingestion;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>Which dead letters are asked for. Times bound the enqueueing: from inclusive, to exclusive.</summary>
/// <param name="After">The last record of the page before.</param>
internal sealed record DeadLetterSearch(
    FaultRule? Reason,
    DeadLetterState? State,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Partition,
    int Limit,
    DeadLetterKey? After)
{
    public const int MaxLimit = 100;

    private const int DefaultLimit = 50;
    private const int MaxPartitionLength = 32;
    private const string CursorParameter = "cursor";

    /// <summary>Adds to <paramref name="errors"/> whatever is wrong with the query.</summary>
    public static DeadLetterSearch Parse(IQueryCollection query, List<ApiError> errors)
    {
        var parameters = new QueryParameters(query, errors);
        parameters.Allow("reason", "state", "from", "to", "partition", "limit", CursorParameter);
        var search = new DeadLetterSearch(
            parameters.Name<FaultRule>("reason"),
            parameters.Name<DeadLetterState>("state"),
            parameters.Time("from"),
            parameters.Time("to"),
            parameters.Text("partition"),
            parameters.Number("limit", 1, MaxLimit, DefaultLimit),
            DeadLetterKey.TryParse(parameters.Text(CursorParameter), out var after) ? after : null);
        if (search.From >= search.To)
            errors.Add(new ApiError("to", "Range", "must be after from"));
        if (search.Partition is { } partition && (partition.Length is 0 or > MaxPartitionLength || !partition.All(char.IsAsciiLetterOrDigit)))
            parameters.Refuse("partition", partition, "the id of an Event Hubs partition, like 0");
        if (search.After is null && parameters.Text(CursorParameter) is { } cursor)
            parameters.Refuse(CursorParameter, cursor, "taken from a nextLink, unchanged");
        return search;
    }

    /// <summary>The link to the page behind <paramref name="cursor"/>: the same question, and where it goes on.</summary>
    public static string NextLink(HttpRequest request, string cursor)
    {
        string[] left = [CursorParameter, "code"]; // a key is a secret, and links are shared
        var query = request.Query
            .Where(parameter => !left.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase))
            .Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value.ToString()))
            .Append(KeyValuePair.Create(CursorParameter, cursor));
        return $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}{QueryString.Create(query!)}";
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
