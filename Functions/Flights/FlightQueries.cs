using System.Data;
using Kusto.Data.Common;
using LatamFunctions.DataExplorer;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Flights;

/// <summary>
/// The questions that the API asks, each a stored function of kusto/schema.kql. Values travel as query parameters, never in the
/// text.
/// </summary>
public sealed class FlightQueries(ICslQueryProvider kusto, IOptions<KustoOptions> options)
{
    public const string Search =
        "declare query_parameters(origin:string = \"\", destination:string = \"\", airline:string = \"\", "
        + "departsFrom:datetime = datetime(null), departsBefore:datetime = datetime(null), maxRows:long = 100); "
        + "SearchFlights(origin, destination, airline, departsFrom, departsBefore, maxRows)";

    public const string Get = "declare query_parameters(flightId:string); GetFlight(flightId)";

    /// <summary>Cheap, and fails like every other question when the schema is missing.</summary>
    public const string Check = "Flights | take 1 | count";

    /// <summary>Longer than any question here should take; within the 240 s that the Functions host waits for an answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <returns>The rows, and whether there is a first one, at which the reader then stands.</returns>
    public Task<FlightRows> SearchAsync(FlightSearch search, CancellationToken cancellationToken)
    {
        var properties = Properties("Search");
        SetIfGiven(properties, "origin", search.Origin);
        SetIfGiven(properties, "destination", search.Destination);
        SetIfGiven(properties, "airline", search.Airline);
        if (search.From is { } from)
            properties.SetParameter("departsFrom", (DateTime?)from.UtcDateTime);
        if (search.To is { } to)
            properties.SetParameter("departsBefore", (DateTime?)to.UtcDateTime);
        properties.SetParameter("maxRows", (long?)search.Limit);
        return QueryAsync(Search, properties, cancellationToken);
    }

    /// <inheritdoc cref="SearchAsync"/>
    public Task<FlightRows> GetAsync(string flightId, CancellationToken cancellationToken)
    {
        var properties = Properties("Get");
        properties.SetParameter("flightId", flightId);
        return QueryAsync(Get, properties, cancellationToken);
    }

    /// <summary>Whether the database answers.</summary>
    /// <exception cref="Exception">It does not.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var rows = await QueryAsync(Check, Properties("Check"), cancellationToken);
    }

    private static void SetIfGiven(ClientRequestProperties properties, string name, string? value)
    {
        if (value is not null)
            properties.SetParameter(name, value);
    }

    private static ClientRequestProperties Properties(string operation)
    {
        var properties = new ClientRequestProperties { ClientRequestId = $"LatamFunctions.{operation};{Guid.NewGuid()}" };
        properties.SetOption(ClientRequestProperties.OptionServerTimeout, Timeout);
        properties.SetOption(ClientRequestProperties.OptionRequestReadOnly, true);
        return properties;
    }

    /// <summary>Reads the first row here, so that a failure that comes with it can still become an error answer.</summary>
    private async Task<FlightRows> QueryAsync(string query, ClientRequestProperties properties, CancellationToken cancellationToken)
    {
        var reader = await kusto.ExecuteQueryAsync(options.Value.Database, query, properties, cancellationToken);
        try
        {
            return new FlightRows(reader, reader.Read());
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}

/// <summary>An answer whose first row, if <paramref name="HasRow"/>, is the reader's current one.</summary>
public sealed record FlightRows(IDataReader Reader, bool HasRow) : IDisposable
{
    public void Dispose() => Reader.Dispose();
}
