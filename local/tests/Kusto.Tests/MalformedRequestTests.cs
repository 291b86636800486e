using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests that client errors result in status 400 with a description, and never in status 500.</summary>
public sealed class MalformedRequestTests
{
    private KustoTestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync();
        await _server.SetUpAsync(".create table T (Name:string, D:dynamic)", ".alter table T policy streamingingestion enable");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("v1/rest/mgmt", "ZZ\r\n", TestName = "A chunk size that is not hexadecimal")]
    [TestCase("v2/rest/query", "FFFFFFFFFFFFFFFFFFFF\r\n", TestName = "A chunk size that overflows")]
    [TestCase("v1/rest/ingest/db/T?streamFormat=csv", "7FFFFFFFF\r\nabc", TestName = "A chunk size that exceeds an int")]
    [TestCase("v1/rest/ingest/db/T?streamFormat=csv", "3\r\nabcXX", TestName = "A chunk longer than its size")]
    public async Task Malformed_chunks_return_400(string path, string body) =>
        Assert.That(await SendRawAsync(
            $"POST /{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{body}"),
                Does.StartWith("HTTP/1.1 400 "));

    [TestCase("""{"db":"db","csl":"print \"\ud800\""}""")]
    [TestCase("""{"db":"\udfff","csl":"print 1"}""")]
    [TestCase("""{"db":"db","csl":"print 1","properties":{"Options":{"\ud800":1}}}""")]
    [TestCase("""{"db":"db","csl":"print 1","properties":{"Parameters":{"a":"\ud800x"}}}""")]
    [TestCase("""{"db":"db","csl":"print 1","properties":"{\"Options\":{\"servertimeout\":\"\\ud800\"}}"}""")]
    public async Task An_unpaired_surrogate_returns_400_in_every_position(string body)
    {
        var response = await _server.SendAsync("v2/rest/query", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That((string?)response.Error["@message"], Does.Contain("unpaired surrogate"));
    }

    [Test]
    public async Task A_paired_surrogate_is_a_character() =>
        Assert.That(
            (await _server.SendAsync(
                "v2/rest/query", new StringContent("""{"db":"db","csl":"print strlen(\"\ud83d\ude80\") > 0, \"\ud83d\ude80\""}"""))).Text,
            Does.Contain("""[true,"\uD83D\uDE80"]"""));

    [TestCase("print 'a\\u0000b'")]
    [TestCase(".show tables \\u0000")]
    public async Task NUL_in_the_query_returns_400(string csl)
    {
        var response = await _server.SendAsync("v1/rest/query", new StringContent($$"""{"db":"db","csl":"{{csl}}"}"""));
        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That((string?)response.Error["@message"], Does.Contain("U+0000"));
    }

    [TestCase(""".create table T ingestion json mapping 'm' '[{"column":"Name","Properties":{"Path":"$.\ud800"}}]'""")]
    [TestCase(""".alter table T policy retention @'{"SoftDeletePeriod":"\ud800"}'""")]
    public async Task An_unpaired_surrogate_in_the_JSON_of_a_command_returns_400(string command) =>
        Assert.That((await _server.ManageAsync(command)).Status, Is.EqualTo(HttpStatusCode.BadRequest));

    [TestCase("""{"Name":"\ud800"}""")]
    [TestCase("""{"Name\ud800":"x"}""")]
    [TestCase("""{"Name":"x","D":{"\udc00":["\ud800"]}}""")]
    public async Task A_surrogate_in_ingested_data_causes_no_server_error(string row) =>
        Assert.That((int)(await _server.IngestAsync("T", row)).Status, Is.LessThan(500));

    [TestCase("%00")]
    [TestCase("v1/rest/ingest/db/%00")]
    [TestCase("v1/rest/ingest/%ff/T")]
    public async Task An_invalid_path_returns_a_client_error(string path) =>
        Assert.That(await SendRawAsync($"POST /{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            Does.Match(@"^HTTP/1\.1 4\d\d "));

    private async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Endpoint.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
