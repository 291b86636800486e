using Kusto.Data.Common;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Options;

namespace LatamFunctions.DeadLetters;

/// <summary>Whether events have arrived in Azure Data Explorer.</summary>
public sealed class StoredEvents(ICslQueryProvider kusto, IOptions<KustoOptions> options)
{
    public const string Query = "declare query_parameters(eventId:string); FlightEvents | where EventId == eventId | take 1 | project EventId";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Whether all of <paramref name="eventIds"/> are there.</summary>
    public async Task<bool> ContainAsync(IEnumerable<string> eventIds, CancellationToken cancellationToken)
    {
        foreach (var eventId in eventIds)
        {
            var properties = new ClientRequestProperties { ClientRequestId = $"LatamFunctions.StoredEvents;{Guid.NewGuid()}" };
            properties.SetOption(ClientRequestProperties.OptionServerTimeout, Timeout);
            properties.SetOption(ClientRequestProperties.OptionRequestReadOnly, true);
            properties.SetTextParameter("eventId", eventId);
            using var rows = await kusto.ExecuteQueryAsync(options.Value.Database, Query, properties, cancellationToken);
            if (!rows.Read())
                return false;
        }

        return true;
    }
}
