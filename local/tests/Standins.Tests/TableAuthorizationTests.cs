using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Standins.Tests;

public class TableAuthorizationTests
{
    private const string Missing = """{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"The specified resource does not exist."}}}""";

    [Test]
    public async Task A_token_for_storage_goes_with_the_request()
    {
        await using var server = await ScriptedServer.StartAsync(404, Missing);
        var credential = new FixedToken("secret");
        var table = new TableClient(new Uri("https://account.table.core.windows.net"), "letters", credential, Options(server));

        var read = await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.HasValue, Is.False);
            Assert.That(credential.Scopes, Is.EqualTo(new[] { "https://storage.azure.com/.default" }));
            Assert.That(server.Request.Headers["Authorization"], Is.EqualTo("Bearer secret"));
            Assert.That(server.Request.Headers["x-ms-version"], Is.EqualTo("2020-12-06"));
            Assert.That(server.Request.Headers["Accept"], Is.EqualTo("application/json;odata=minimalmetadata"));
            Assert.That(server.Request.Target, Is.EqualTo("/letters(PartitionKey='p',RowKey='r')"));
        }
    }

    [Test]
    public void A_token_never_goes_over_plain_HTTP() =>
        Assert.That(
            async () => await new TableClient(new Uri("http://account.example"), "letters", new FixedToken("secret"))
                .GetEntityIfExistsAsync<TableEntity>("p", "r"),
            Throws.InvalidOperationException);

    [Test]
    public async Task A_busy_service_is_asked_again()
    {
        var asked = 0;
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.StatusCode = ++asked < 3 ? 503 : 204;
            return Task.CompletedTask;
        });
        var options = Options(server);
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);

        var response = await new TableClient(new Uri("https://account.table.core.windows.net"), "letters", new FixedToken("t"), options)
            .UpsertEntityAsync(new TableEntity("p", "r"));

        Assert.That((response.Status, asked), Is.EqualTo((204, 3)));
    }

    [Test]
    public async Task An_answer_that_is_not_the_services_own_is_a_failure_with_its_status()
    {
        await using var server = await ScriptedServer.StartAsync(400, "<html>proxy</html>", "text/html");

        var failure = Assert.ThrowsAsync<RequestFailedException>(
            () => new TableClient(new Uri("https://account.table.core.windows.net"), "letters", new FixedToken("t"), Options(server))
                .AddEntityAsync(new TableEntity("p", "r")))!;

        Assert.That((failure.Status, failure.GetRawResponse()!.Status), Is.EqualTo((400, 400)));
    }

    [TestCase("AccountKey=a2V5;TableEndpoint=http://127.0.0.1:1", "AccountName")]
    [TestCase("AccountName=a;TableEndpoint=http://127.0.0.1:1", "AccountKey")]
    [TestCase("AccountName=a;AccountKey=***;TableEndpoint=http://127.0.0.1:1", "AccountKey")]
    [TestCase("AccountName=a;AccountKey=a2V5;TableEndpoint=here", "TableEndpoint")]
    [TestCase("nonsense", "name=value")]
    public void A_broken_connection_string_names_the_part_and_keeps_the_secret(string connectionString, string part) =>
        Assert.That(
            () => new TableClient(connectionString, "letters"),
            Throws.TypeOf<FormatException>().With.Message.Contains(part).And.Message.Not.Contains("***").And.Message.Not.Contains("a2V5"));

    /// <summary>Tokens go over https alone: this sends https requests to the server's plain port, as a gateway behind TLS would.</summary>
    private static TableClientOptions Options(ScriptedServer server) => new() { Transport = new HttpClientTransport(new HttpClient(new Gateway(server.Endpoint))) };

    private sealed class Gateway(Uri server) : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = "http", Host = server.Host, Port = server.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
