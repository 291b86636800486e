using Kusto.Data.Common;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Options;

namespace LatamFunctions.DeadLetters;

/// <summary>Finds the events that are stored in Azure Data Explorer.</summary>
public sealed class StoredEvents(ICslQueryProvider kusto, IOptions<KustoOptions> options)
{
    /// <summary>Neither ids nor sources have control characters: events with them are rejected.</summary>
    public const string Query =
        "declare query_parameters(eventIds:string); FlightEvents | where EventId in (split(eventIds, '\\n')) | distinct EventId, Source";

    private const char Separator = '\t';

    /// <summary>Ids of one query.</summary>
    private const int MaxIds = 1000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The identity of an event: its id, followed by its source if it has one (CloudEvents, "id").</summary>
    public static string KeyOf(string eventId, string source) => source.Length == 0 ? eventId : $"{eventId}{Separator}{source}";

    /// <summary>The id in a key.</summary>
    public static string IdOf(string key) => key.Split(Separator)[0];

    /// <summary>The keys of stored events with the ids of <paramref name="keys"/>.</summary>
    public async Task<IReadOnlySet<string>> FindAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in keys.Select(IdOf).Distinct().Chunk(MaxIds))
        {
            var properties = new ClientRequestProperties { ClientRequestId = $"LatamFunctions.StoredEvents;{Guid.NewGuid()}" };
            properties.SetOption(ClientRequestProperties.OptionServerTimeout, Timeout);
            properties.SetOption(ClientRequestProperties.OptionRequestReadOnly, true);
            properties.SetTextParameter("eventIds", string.Join('\n', ids));
            using var rows = await kusto.ExecuteQueryAsync(options.Value.Database, Query, properties, cancellationToken);
            while (rows.Read())
                found.Add(KeyOf(rows.GetString(0), rows.GetString(1)));
        }

        return found;
    }
}
