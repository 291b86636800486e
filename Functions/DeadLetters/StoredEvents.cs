using LatamFunctions.Kusto;

namespace LatamFunctions.DeadLetters;

/// <summary>Finds the events that are stored in Azure Data Explorer.</summary>
public sealed class StoredEvents(KustoClient kusto)
{
    /// <summary>
    /// The KQL query. Line breaks can separate ids because events with control characters in ids or sources are rejected.
    /// </summary>
    public const string Query =
        "declare query_parameters(eventIds:string); FlightEvents | where EventId in (split(eventIds, '\\n')) | distinct EventId, Source";

    private const char Separator = '\t';

    /// <summary>The maximum number of ids in a query, because the length of a query is limited.</summary>
    private const int MaxIds = 1000;

    /// <summary>Returns the identity of an event: its id, followed by its source if the source is not empty (CloudEvents, "id").</summary>
    public static string KeyOf(string eventId, string source) => source.Length == 0 ? eventId : $"{eventId}{Separator}{source}";

    /// <summary>Returns the event id in a key.</summary>
    public static string IdOf(string key) => key.Split(Separator)[0];

    /// <summary>Returns the keys of the stored events that have the ids in <paramref name="keys"/>.</summary>
    public async Task<IReadOnlySet<string>> FindAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in keys.Select(IdOf).Distinct().Chunk(MaxIds))
        {
            var query = new KustoQuery("StoredEvents", Query)
            {
                Parameters = new Dictionary<string, object?> { ["eventIds"] = string.Join('\n', ids) },
            };
            using var rows = await kusto.ExecuteAsync(query, cancellationToken);
            for (var hasRow = rows.HasRow; hasRow; hasRow = rows.Reader.Read())
                found.Add(KeyOf(rows.Reader.GetString(0), rows.Reader.GetString(1)));
        }

        return found;
    }
}
