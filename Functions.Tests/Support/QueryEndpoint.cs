using System.Data;
using Kusto.Data.Common;
using LatamFunctions.DeadLetters;
using LatamFunctions.Flights;
using LatamFunctions.Http;
using LatamFunctions.Kusto;
using LatamFunctions.Responses;
using Microsoft.Extensions.Options;
using Moq;

namespace LatamFunctions.Tests.Support;

/// <summary>A scripted query endpoint of Azure Data Explorer.</summary>
internal sealed class QueryEndpoint
{
    private readonly Mock<ICslQueryProvider> _mock = new(MockBehavior.Strict);

    public QueryEndpoint() =>
        _mock.Setup(kusto => kusto.ExecuteQueryAsync(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<ClientRequestProperties>(), It.IsAny<CancellationToken>()))
            .Returns((string database, string query, ClientRequestProperties properties, CancellationToken cancellationToken) =>
            {
                if (query == Freshness.Query.Text)
                    return Task.FromResult<IDataReader>(NewestEvent());
                (Database, Query, Properties) = (database, query, properties);
                Executed++;
                return Respond(cancellationToken);
            });

    public Func<CancellationToken, Task<IDataReader>> Respond { get; set; } = _ => Task.FromResult<IDataReader>(FlightRows.Create());

    /// <summary>The number of executed queries, excluding queries for the newest event.</summary>
    public int Executed { get; private set; }

    public string? Database { get; private set; }

    public string? Query { get; private set; }

    public ClientRequestProperties? Properties { get; private set; }

    public KustoClient Kusto => new(_mock.Object, Settings, Time);

    /// <summary>The responses, with a separate cache.</summary>
    public FlightResponses Responses
    {
        get
        {
            var kusto = Kusto;
            return new FlightResponses(kusto, new Freshness(kusto, Time),
                new ResponseCache(Options.Create(new ResponseCacheOptions()), Time), Address, Metrics.Api, Time);
        }
    }

    /// <summary>
    /// Creates the search function with <paramref name="responses"/>. Changes are returned when they are forty seconds old.
    /// </summary>
    public SearchFlights Search(FlightResponses responses) => new(responses, Options.Create(new FlightChangeOptions()), Time);

    /// <summary>The base address of links. By default, links are relative.</summary>
    public PublicAddress Address { get; init; } = NoGateway.Address;

    public CapturedMetrics Metrics { get; } = new();

    public FixedTime Time { get; } = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    public StoredEvents Stored => new(Kusto);

    private static IOptions<KustoOptions> Settings => Options.Create(new KustoOptions { Endpoint = new Uri("http://127.0.0.1:8080") });

    /// <summary>Responds to the next queries with <paramref name="readers"/>, in order.</summary>
    public void RespondWithRows(params IReadOnlyList<IDataReader> readers)
    {
        var next = 0;
        Respond = _ => Task.FromResult(readers[next++]);
    }

    private static DataTableReader NewestEvent()
    {
        var table = new DataTable { Columns = { { "NewestEnqueuedAt", typeof(DateTime) } } };
        table.Rows.Add(new DateTime(2026, 11, 21, 11, 59, 58, DateTimeKind.Utc));
        return table.CreateDataReader();
    }

    public void Fail(Exception exception) => Respond = _ => Task.FromException<IDataReader>(exception);
}
