using System.Text;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>The base class of tests that send requests to a server with a table of three rows.</summary>
public abstract class RestProtocolTestBase
{
    private protected KustoTestServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Server = await KustoTestServer.StartAsync();
        await Server.SetUpAsync(
            ".create table Logs (Level:string, N:long)",
            ".ingest inline into table Logs <| Error,1\nInfo,2\nInfo,3\n");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await Server.DisposeAsync();

    protected static HttpRequestMessage Request(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
