using System.Data;
using Kusto.Data.Common;
using LatamFunctions.DataExplorer;
using LatamFunctions.DeadLetters;
using LatamFunctions.Flights;
using Microsoft.Extensions.Options;
using Moq;

namespace LatamFunctions.Tests.Support;

/// <summary>Azure Data Explorer's queries, scripted.</summary>
internal sealed class QueryEndpoint
{
    private readonly Mock<ICslQueryProvider> _mock = new(MockBehavior.Strict);

    public QueryEndpoint() =>
        _mock.Setup(kusto => kusto.ExecuteQueryAsync(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<ClientRequestProperties>(), It.IsAny<CancellationToken>()))
            .Returns((string database, string query, ClientRequestProperties properties, CancellationToken cancellationToken) =>
            {
                (Database, Query, Properties) = (database, query, properties);
                return Answer(cancellationToken);
            });

    public Func<CancellationToken, Task<IDataReader>> Answer { get; set; } = _ => Task.FromResult<IDataReader>(new DataTable().CreateDataReader());

    public string? Database { get; private set; }

    public string? Query { get; private set; }

    public ClientRequestProperties? Properties { get; private set; }

    public FlightQueries Queries => new(_mock.Object, Settings);

    public StoredEvents Stored => new(_mock.Object, Settings);

    private static IOptions<KustoOptions> Settings => Options.Create(new KustoOptions { Endpoint = new Uri("http://127.0.0.1:8080") });

    public void AnswerRows(IDataReader reader) => Answer = _ => Task.FromResult(reader);

    public void Fail(Exception exception) => Answer = _ => Task.FromException<IDataReader>(exception);
}
