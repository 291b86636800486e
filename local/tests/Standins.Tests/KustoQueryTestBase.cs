using System.Data;
using Kusto.Data;
using Kusto.Data.Common;
using Kusto.Data.Net.Client;

namespace Standins.Tests;

/// <summary>The base class for tests that use the stand-in to run queries on servers with scripted responses.</summary>
internal abstract class KustoQueryTestBase
{
    private readonly List<ScriptedServer> _servers = [];

    [TearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _servers.Clear();
    }

    protected async Task<IDataReader> ReadAsync(string response)
    {
        var server = await ScriptedServer.StartAsync(200, response);
        _servers.Add(server);
        return await Client(server).ExecuteQueryAsync("db", "T", null);
    }

    protected static ICslQueryProvider Client(ScriptedServer server) =>
        KustoClientFactory.CreateCslQueryProvider(Connection(server.Endpoint));

    protected static KustoConnectionStringBuilder Connection(Uri endpoint) =>
        new(endpoint.AbsoluteUri, "default") { ApplicationNameForTracing = "tests" };
}
