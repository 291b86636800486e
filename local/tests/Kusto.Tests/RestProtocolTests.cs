using System.Net;
using System.Text;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests requests, headers and errors.</summary>
public sealed class RestProtocolTests : RestProtocolTestBase
{
    [TestCase("""{"csl":"print x = 1"}""", TestName = "Without a database the default database is used")]
    [TestCase("""{"db":"DB","csl":"print x = 1","properties":null}""", TestName = "Database names are case-insensitive")]
    [TestCase(
        """{"db":"db","csl":"print x = 1","properties":"{\"options\":{\"servertimeout\":\"0:01:00\"}}","querySource":"x"}""",
        TestName = "Properties can be a string")]
    [TestCase(
        """{"db":"db","csl":"declare query_parameters(x:long = 9); print x","properties":{"Parameters":{"x":"long(1)"}}}""",
        TestName = "Parameters are bound")]
    public async Task A_request_is_parsed_leniently(string body)
    {
        var response = await Server.SendAsync("v2/rest/query", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.That(response.PrimaryRows(), Is.EqualTo(["[1]"]));
    }

    [Test]
    public async Task A_query_can_be_in_the_URL()
    {
        var text = await Server.Http.GetStringAsync("v2/rest/query?db=db&csl=" + Uri.EscapeDataString("Logs | count"));
        Assert.That(new KustoTestServer.Response(HttpStatusCode.OK, text).PrimaryRows(), Is.EqualTo(["[3]"]));

        using var writing = await Server.Http.GetAsync("v1/rest/query?db=db&csl=" + Uri.EscapeDataString(".drop table Logs"));
        Assert.That(writing.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_syntax_error_reports_its_position()
    {
        var response = await Server.QueryAsync("Logs\n| where N ==");

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)response.Error["code"], Is.EqualTo("General_BadRequest"));
            Assert.That((string?)response.Error["message"], Is.EqualTo("Request is invalid and cannot be executed."));
            Assert.That((string?)response.Error["@type"], Is.EqualTo("Kusto.Data.Exceptions.KustoBadRequestException"));
            Assert.That((string?)response.Error["@message"],
                Does.StartWith("Request is invalid and cannot be processed: Syntax error: Query could not be parsed: SYN0002"));
            Assert.That((string?)response.Error["@message"], Does.Contain("[line:position=2:12]. Query: 'Logs\n| where N =='"));
            Assert.That((bool?)response.Error["@permanent"], Is.True);
            Assert.That((string?)response.Error["@text"], Is.EqualTo("Logs\n| where N =="));
            Assert.That((string?)response.Error["@database"], Is.EqualTo("db"));
            Assert.That((string?)response.Error["@context"]!["activityType"], Is.EqualTo("DN.FE.ExecuteQuery"));
            Assert.That((string?)response.Error["innererror"]!["@type"], Is.EqualTo("Kusto.Data.Exceptions.SyntaxException"));
        }
    }

    [Test]
    public async Task An_unknown_name_is_a_semantic_error()
    {
        var response = await Server.QueryAsync("Lgs | take 1");

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)response.Error["@message"],
            Does.StartWith("Request is invalid and cannot be processed: Semantic error: SEM0100"));
        Assert.That((string?)response.Error["@message"], Does.Contain("'Lgs'"));
        Assert.That((string?)response.Error["innererror"]!["code"], Is.EqualTo("SEM0100"));
        Assert.That((string?)response.Error["innererror"]!["@type"], Is.EqualTo("Kusto.Data.Exceptions.SemanticException"));
    }

    [TestCase("v2/rest/query", "not json", "JSON", TestName = "A body that is not JSON")]
    [TestCase("v2/rest/query", """{"db":"db"}""", "csl", TestName = "A body without text")]
    [TestCase("v2/rest/query", """{"db":"nowhere","csl":"print 1"}""", "nowhere", TestName = "A database that does not exist")]
    [TestCase("v2/rest/query", """{"db":"db","csl":".create table T (a:int)"}""", "mgmt", TestName = "A command on a query endpoint")]
    [TestCase("v1/rest/mgmt", """{"db":"db","csl":"print 1"}""", "dot", TestName = "A query on the command endpoint")]
    [TestCase(
        "v1/rest/mgmt", """{"db":"db","csl":".drop table Logs","properties":{"Options":{"request_readonly":true}}}""", "readonly",
        TestName = "A write in a read-only request")]
    [TestCase(
        "v2/rest/query", """{"db":"db","csl":"print 1","properties":{"Options":{"query_language":"sql"}}}""", "sql",
        TestName = "An unsupported query language")]
    [TestCase(
        "v2/rest/query", """{"db":"db","csl":"print 1","properties":{"Options":{"query_datetimescope_column":"t"}}}""",
        "query_datetimescope_column", TestName = "An option that would change the result")]
    [TestCase(
        "v2/rest/query", """{"db":"db","csl":"print 1, 2","properties":{"Options":{"maxoutputcolumns":1}}}""", "maxoutputcolumns",
        TestName = "More columns than allowed")]
    [TestCase(
        "v1/rest/mgmt", """{"db":"db","csl":".frobnicate table T"}""", ".frobnicate table T", TestName = "A command that does not exist")]
    public async Task An_invalid_request_is_rejected_with_its_error_code(string path, string body, string named)
    {
        var response = await Server.SendAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That((string?)response.Error["@message"], Does.Contain(named));
        Assert.That((bool?)response.Error["@permanent"], Is.True);
    }

    [Test]
    public async Task Unknown_paths_return_404_including_the_login_metadata()
    {
        Assert.That((await Server.Http.GetAsync("v1/rest/auth/metadata")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Server.Http.GetAsync("v9/rest/query")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Server.Http.GetAsync("v1/rest/ping")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Server.Http.GetAsync("")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_query_beyond_its_time_limit_is_interrupted()
    {
        var response = await Server.QueryAsync(
            "range x from 1 to 20000000 step 1 | extend k = x % 1000 | join kind=inner (range y from 1 to 20000000 step 1 | "
            + "extend k = y % 1000) on k | summarize sum(x * y)",
            new { Options = new { servertimeout = "00:00:00.2" } });

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.GatewayTimeout), response.Text);
        Assert.That((string?)response.Error["code"], Is.EqualTo("RequestExecutionTimeout"));
        Assert.That((bool?)response.Error["@permanent"], Is.False);
        Assert.That(await Server.RowsAsync("Logs | count"), Is.EqualTo(["[3]"]));
    }

    [Test]
    public async Task More_queries_than_allowed_are_throttled()
    {
        await using var server = await KustoTestServer.StartAsync(configure: options => options with { MaxConcurrentQueries = 0 });

        var response = await server.QueryAsync("print 1");

        Assert.That((int)response.Status, Is.EqualTo(429));
        Assert.That((string?)response.Error["code"], Is.EqualTo("TooManyRequests"));
        Assert.That((bool?)response.Error["@permanent"], Is.False);
        Assert.That((await server.ManageAsync(".show version")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Request_ids_that_cannot_be_returned_in_a_header_are_tolerated()
    {
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var http = new HttpClient(handler) { BaseAddress = Server.Endpoint };
        using var request = Request("v2/rest/query", """{"csl":"print 1"}""");
        request.Headers.TryAddWithoutValidation("x-ms-client-request-id", "café;1");

        using var response = await http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.GetValues("x-ms-client-request-id"), Is.EqualTo(["caf;1"]));
    }

    [Test]
    public async Task A_page_of_another_site_has_no_access()
    {
        using var request = Request("v1/rest/mgmt", """{"csl":".drop table Logs"}""");
        request.Headers.Add("Origin", "https://example.org");
        using var response = await Server.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await Server.RowsAsync("Logs | count"), Is.EqualTo(["[3]"]));
    }
}
