using System.Net;
using LocalKusto.Tests;

namespace Pipelines.Tests.Alerts;

/// <summary>A workspace of Log Analytics: the tables that alerts and workbook read, on the local engine.</summary>
internal sealed class LogWorkspace : IAsyncDisposable
{
    private const int RowsOfARequest = 5000;

    private static readonly string[] Tables =
        ["AppMetrics", "AppExceptions", "AppDependencies", "AppAvailabilityResults", "AzureMetrics", "FunctionAppLogs", "_LogOperation"];

    private readonly KustoTestServer _server;

    private LogWorkspace(KustoTestServer server) => _server = server;

    public static async Task<LogWorkspace> StartAsync()
    {
        var workspace = new LogWorkspace(await KustoTestServer.StartAsync());
        var script = await File.ReadAllTextAsync(Path.Combine(RepositorySnapshot.Root, "pipelines/tests/Samples/log-analytics.kql"));
        await workspace._server.SetUpAsync($".execute database script <|\n{script}");
        await workspace._server.SetUpAsync([.. Tables.Select(table => $".alter table {table} policy streamingingestion enable")]);
        return workspace;
    }

    /// <summary>Replaces the rows of all tables.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="now">The time from which their ages count.</param>
    /// <param name="names">The system that rows without a name are of.</param>
    public async Task FeedAsync(IEnumerable<WorkspaceRow> rows, DateTimeOffset now, SystemNames names)
    {
        await _server.SetUpAsync([.. Tables.Select(table => $".clear table {table} data")]);
        foreach (var table in rows.GroupBy(row => row.Table))
        {
            foreach (var some in table.Chunk(RowsOfARequest))
            {
                var response = await _server.IngestAsync(table.Key, string.Join('\n', some.Select(row => row.ToJson(now, names))));
                Assert.That(response.Status, Is.EqualTo(HttpStatusCode.OK), response.Text);
            }
        }
    }

    /// <summary>The rows of a query, each as JSON.</summary>
    public Task<string[]> RowsAsync(string query) => _server.RowsAsync(query);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
