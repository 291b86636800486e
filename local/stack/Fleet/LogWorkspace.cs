using System.Security.Cryptography;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack.Kusto;

namespace LocalStack.Fleet;

/// <summary>
/// A simulated Log Analytics workspace with the tables that the alerts and the workbook read. The workspace uses a separate engine, whose
/// data is deleted on disposal.
/// </summary>
internal sealed class LogWorkspace : IAsyncDisposable
{
    private const int RowsOfARequest = 5000;

    private static readonly string[] SimulatedTables =
        ["AppMetrics", "AppExceptions", "AppDependencies", "AppAvailabilityResults", "AzureMetrics", "FunctionAppLogs", "_LogOperation"];

    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder;
    private readonly KustoServer _server;
    private readonly KustoRestClient _client;

    private LogWorkspace(DirectoryInfo folder, KustoServer server, KustoServerOptions options)
    {
        _folder = folder;
        _server = server;
        _client = new KustoRestClient(_http, server.Endpoint, options.Database, options.AccessToken);
    }

    /// <summary>The commands that create the tables.</summary>
    public static string Tables { get; } = EmbeddedText.Read("log-analytics.kql");

    /// <exception cref="KustoRestException">The engine rejects a table.</exception>
    public static async Task<LogWorkspace> StartAsync(CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("log-workspace-");
        var options = new KustoServerOptions
        {
            DataDirectory = folder.FullName,
            MemoryLimit = "1GB",
            AccessToken = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
        };
        var server = await KustoServer.StartAsync(options, cancellationToken).ConfigureAwait(false);
        var workspace = new LogWorkspace(folder, server, options);
        try
        {
            await workspace.CommandAsync($".execute database script with (ThrowOnErrors = true) <|\n{Tables}", cancellationToken)
                .ConfigureAwait(false);
            foreach (var table in SimulatedTables)
            {
                await workspace.CommandAsync($".alter table {table} policy streamingingestion enable", cancellationToken)
                    .ConfigureAwait(false);
            }

            return workspace;
        }
        catch
        {
            await workspace.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Replaces the rows of all tables.</summary>
    /// <param name="rows">The rows, with ages instead of times.</param>
    /// <param name="now">The time to which the ages are relative.</param>
    /// <param name="names">The names of the system that owns the rows without a name.</param>
    /// <exception cref="KustoRestException">The engine rejects a row.</exception>
    public async Task FeedAsync(
        IEnumerable<WorkspaceRow> rows, DateTimeOffset now, SystemNames names, CancellationToken cancellationToken = default)
    {
        foreach (var table in SimulatedTables)
            await CommandAsync($".clear table {table} data", cancellationToken).ConfigureAwait(false);
        foreach (var table in rows.GroupBy(row => row.Table))
        {
            foreach (var some in table.Chunk(RowsOfARequest))
            {
                var lines = string.Join('\n', some.Select(row => row.ToJson(now, names)));
                await _client.IngestAsync(table.Key, lines, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <exception cref="KustoRestException">The engine rejects the query.</exception>
    public Task<KustoTable> QueryAsync(string query, CancellationToken cancellationToken = default) =>
        _client.TableAsync(query, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync().ConfigureAwait(false);
        _folder.Delete(recursive: true);
    }

    private Task CommandAsync(string command, CancellationToken cancellationToken) => _client.CommandAsync(command, cancellationToken);
}
