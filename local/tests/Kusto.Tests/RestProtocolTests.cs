using System.Net;
using System.Text;

namespace LocalKusto.Tests;

public sealed class RestProtocolTests
{
    private const string Guid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private const string Now = @"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{7})?Z";

    private KustoTestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync();
        await _server.SetUpAsync(
            ".create table Logs (Level:string, N:long)",
            ".ingest inline into table Logs <| Error,1\nInfo,2\nInfo,3\n");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task A_v2_answer_is_an_array_of_frames_with_its_keys_in_order()
    {
        using var request = Request("v2/rest/query", """{"db":"db","csl":"Logs | summarize count() by Level | order by Level asc"}""");
        request.Headers.Add("x-ms-client-request-id", "MyApp;1");
        using var response = await _server.Http.SendAsync(request);

        Assert.That(response.Headers.GetValues("x-ms-client-request-id"), Is.EqualTo(["MyApp;1"]));
        Assert.That(response.Headers.GetValues("x-ms-activity-id").Single(), Does.Match($"^{Guid}$"));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Match("^" + Pattern(
            """
            [{"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0"},
            {"FrameType":"DataTable","TableId":0,"TableKind":"QueryProperties","TableName":"@ExtendedProperties",
            "Columns":[{"ColumnName":"TableId","ColumnType":"int"},{"ColumnName":"Key","ColumnType":"string"},
            {"ColumnName":"Value","ColumnType":"dynamic"}],
            "Rows":[[1,"Visualization","{\"Visualization\":null,\"Title\":null,\"XColumn\":null,\"Series\":null,
            \"YColumns\":null,\"AnomalyColumns\":null,\"XTitle\":null,\"YTitle\":null,\"XAxis\":null,\"YAxis\":null,\"Legend\":null,
            \"YSplit\":null,\"Accumulate\":false,\"IsQuerySorted\":false,\"Kind\":null,
            \"Ymin\":\"NaN\",\"Ymax\":\"NaN\",\"Xmin\":null,\"Xmax\":null}"]]},
            {"FrameType":"DataTable","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult",
            "Columns":[{"ColumnName":"Level","ColumnType":"string"},{"ColumnName":"count_","ColumnType":"long"}],
            "Rows":[["Error",1],["Info",2]]},
            {"FrameType":"DataTable","TableId":2,"TableKind":"QueryCompletionInformation","TableName":"QueryCompletionInformation",
            "Columns":[{"ColumnName":"Timestamp","ColumnType":"datetime"},{"ColumnName":"ClientRequestId","ColumnType":"string"},
            {"ColumnName":"ActivityId","ColumnType":"guid"},{"ColumnName":"SubActivityId","ColumnType":"guid"},
            {"ColumnName":"ParentActivityId","ColumnType":"guid"},{"ColumnName":"Level","ColumnType":"int"},
            {"ColumnName":"LevelName","ColumnType":"string"},{"ColumnName":"StatusCode","ColumnType":"int"},
            {"ColumnName":"StatusCodeName","ColumnType":"string"},{"ColumnName":"EventType","ColumnType":"int"},
            {"ColumnName":"EventTypeName","ColumnType":"string"},{"ColumnName":"Payload","ColumnType":"string"}],
            "Rows":[["NOW","MyApp;1","GUID","GUID","GUID",4,"Info",0,"S_OK (0)",4,"QueryInfo",
            "{\"Count\":1,\"Text\":\"Query completed successfully\"}"],
            ["NOW","MyApp;1","GUID","GUID","GUID",6,"Stats",0,"S_OK (0)",0,"QueryResourceConsumption","{\"ExecutionTime\":SECONDS}"]]},
            {"FrameType":"DataSetCompletion","HasErrors":false,"Cancelled":false}]
            """) + "$"));
    }

    [Test]
    public async Task A_v1_answer_ends_with_its_table_of_contents()
    {
        var answer = await _server.QueryV1Async("Logs | where N == 1 | render piechart with (title = 'T')");

        Assert.That(answer.Text, Does.Match("^" + Pattern(
            """
            {"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"Level","DataType":"String","ColumnType":"string"},
            {"ColumnName":"N","DataType":"Int64","ColumnType":"long"}],
            "Rows":[["Error",1]]},
            {"TableName":"Table_1","Columns":[{"ColumnName":"Value","DataType":"String","ColumnType":"string"}],
            "Rows":[["{\"Visualization\":\"piechart\",\"Title\":\"T\",\"XColumn\":null,\"Series\":null,
            \"YColumns\":null,\"AnomalyColumns\":null,\"XTitle\":null,\"YTitle\":null,\"XAxis\":null,\"YAxis\":null,\"Legend\":null,
            \"YSplit\":null,\"Accumulate\":false,\"IsQuerySorted\":false,\"Kind\":null,
            \"Ymin\":\"NaN\",\"Ymax\":\"NaN\",\"Xmin\":null,\"Xmax\":null}"]]},
            {"TableName":"Table_2","Columns":[{"ColumnName":"Timestamp","DataType":"DateTime","ColumnType":"datetime"},
            {"ColumnName":"Severity","DataType":"Int32","ColumnType":"int"},
            {"ColumnName":"SeverityName","DataType":"String","ColumnType":"string"},
            {"ColumnName":"StatusCode","DataType":"Int32","ColumnType":"int"},
            {"ColumnName":"StatusDescription","DataType":"String","ColumnType":"string"},
            {"ColumnName":"Count","DataType":"Int32","ColumnType":"int"},{"ColumnName":"RequestId","DataType":"Guid","ColumnType":"guid"},
            {"ColumnName":"ActivityId","DataType":"Guid","ColumnType":"guid"},
            {"ColumnName":"SubActivityId","DataType":"Guid","ColumnType":"guid"},
            {"ColumnName":"ClientActivityId","DataType":"String","ColumnType":"string"}],
            "Rows":[["NOW",4,"Info",0,"Query completed successfully",1,"GUID","GUID","GUID","unspecified;GUID"],
            ["NOW",6,"Stats",0,"{\"ExecutionTime\":SECONDS}",1,"GUID","GUID","GUID","unspecified;GUID"]]},
            {"TableName":"Table_3","Columns":[{"ColumnName":"Ordinal","DataType":"Int64","ColumnType":"long"},
            {"ColumnName":"Kind","DataType":"String","ColumnType":"string"},
            {"ColumnName":"Name","DataType":"String","ColumnType":"string"},{"ColumnName":"Id","DataType":"String","ColumnType":"string"},
            {"ColumnName":"PrettyName","DataType":"String","ColumnType":"string"}],
            "Rows":[[0,"QueryResult","PrimaryResult","GUID",""],[1,"QueryProperties","@ExtendedProperties","GUID",""],
            [2,"QueryStatus","QueryStatus","00000000-0000-0000-0000-000000000000",""]]}]}
            """) + "$"));
    }

    [Test]
    public async Task Values_are_encoded_as_Kusto_does()
    {
        Assert.That(
            await _server.RowsAsync(
                """
                print b = true, i = int(5), l = 9007199254740993, r = 3.0, r2 = 1e300, nan = real(nan), inf = real(-inf),
                      m = decimal(2.5), s = 'a"b\n',
                      t = datetime(2024-05-01 10:20:30.1234560), t0 = datetime(2024-05-01), d = 1d + 1s, d0 = -1tick,
                      g = guid(74be27de-1e4e-49d9-b579-fe0b331d3642),
                      j = dynamic({"a":[1,"x",null]})
                """),
            Is.EqualTo(
            [
                """
                [true,5,9007199254740993,3.0,1E+300,"NaN","-Infinity","2.5","a\"b\n","2024-05-01T10:20:30.1234560Z",
                "2024-05-01T00:00:00Z","1.00:00:01","-00:00:00.0000001","74be27de-1e4e-49d9-b579-fe0b331d3642",{"a":[1,"x",null]}]
                """.ReplaceLineEndings(""),
            ]));
        Assert.That(
            await _server.RowsAsync(
                "print bool(null), int(null), long(null), real(null), decimal(null), '', datetime(null), "
                + "timespan(null), guid(null), dynamic(null)"),
            Is.EqualTo(["""[null,null,null,null,null,"",null,null,null,null]"""]));
    }

    [Test]
    public async Task Several_statements_answer_several_results()
    {
        var v2 = await _server.QueryAsync("print a = 1; print b = 2");
        var frames = v2.Json.AsArray().Where(frame => (string?)frame!["TableKind"] == "PrimaryResult").ToList();
        Assert.That(frames.Select(frame => $"{frame!["TableId"]} {frame["Rows"]!.ToJsonString()}"), Is.EqualTo(["1 [[1]]", "2 [[2]]"]));

        var v1 = await _server.QueryV1Async("print a = 1; print b = 2");
        Assert.That(v1.Json["Tables"]!.AsArray()[^1]!["Rows"]!.AsArray().Select(row => (string?)row![1]),
            Is.EqualTo(["QueryResult", "QueryResult", "QueryProperties", "QueryStatus"]));
    }

    [TestCase("""{"csl":"print x = 1"}""", TestName = "No database means the one there is")]
    [TestCase("""{"db":"DB","csl":"print x = 1","properties":null}""", TestName = "Names of databases have no case")]
    [TestCase(
        """{"db":"db","csl":"print x = 1","properties":"{\"options\":{\"servertimeout\":\"0:01:00\"}}","querySource":"x"}""",
        TestName = "Properties may be a string")]
    [TestCase(
        """{"db":"db","csl":"declare query_parameters(x:long = 9); print x","properties":{"Parameters":{"x":"long(1)"}}}""",
        TestName = "Parameters are bound")]
    public async Task A_request_is_read_leniently(string body)
    {
        var answer = await _server.SendAsync("v2/rest/query", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.That(answer.PrimaryRows(), Is.EqualTo(["[1]"]));
    }

    [Test]
    public async Task A_query_may_come_in_the_URL()
    {
        var text = await _server.Http.GetStringAsync("v2/rest/query?db=db&csl=" + Uri.EscapeDataString("Logs | count"));
        Assert.That(new KustoTestServer.Answer(HttpStatusCode.OK, text).PrimaryRows(), Is.EqualTo(["[3]"]));

        using var writing = await _server.Http.GetAsync("v1/rest/query?db=db&csl=" + Uri.EscapeDataString(".drop table Logs"));
        Assert.That(writing.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_syntax_error_tells_its_place()
    {
        var answer = await _server.QueryAsync("Logs\n| where N ==");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)answer.Error["code"], Is.EqualTo("General_BadRequest"));
            Assert.That((string?)answer.Error["message"], Is.EqualTo("Request is invalid and cannot be executed."));
            Assert.That((string?)answer.Error["@type"], Is.EqualTo("Kusto.Data.Exceptions.KustoBadRequestException"));
            Assert.That((string?)answer.Error["@message"],
                Does.StartWith("Request is invalid and cannot be processed: Syntax error: Query could not be parsed: SYN0002"));
            Assert.That((string?)answer.Error["@message"], Does.Contain("[line:position=2:12]. Query: 'Logs\n| where N =='"));
            Assert.That((bool?)answer.Error["@permanent"], Is.True);
            Assert.That((string?)answer.Error["@text"], Is.EqualTo("Logs\n| where N =="));
            Assert.That((string?)answer.Error["@database"], Is.EqualTo("db"));
            Assert.That((string?)answer.Error["@context"]!["activityType"], Is.EqualTo("DN.FE.ExecuteQuery"));
            Assert.That((string?)answer.Error["innererror"]!["@type"], Is.EqualTo("Kusto.Data.Exceptions.SyntaxException"));
        }
    }

    [Test]
    public async Task An_unknown_name_is_a_semantic_error()
    {
        var answer = await _server.QueryAsync("Lgs | take 1");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)answer.Error["@message"],
            Does.StartWith("Request is invalid and cannot be processed: Semantic error: SEM0100"));
        Assert.That((string?)answer.Error["@message"], Does.Contain("'Lgs'"));
        Assert.That((string?)answer.Error["innererror"]!["code"], Is.EqualTo("SEM0100"));
        Assert.That((string?)answer.Error["innererror"]!["@type"], Is.EqualTo("Kusto.Data.Exceptions.SemanticException"));
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
        TestName = "Another language")]
    [TestCase(
        "v2/rest/query", """{"db":"db","csl":"print 1","properties":{"Options":{"query_datetimescope_column":"t"}}}""",
        "query_datetimescope_column", TestName = "An option that would change the answer")]
    [TestCase(
        "v2/rest/query", """{"db":"db","csl":"print 1, 2","properties":{"Options":{"maxoutputcolumns":1}}}""", "maxoutputcolumns",
        TestName = "More columns than allowed")]
    [TestCase(
        "v1/rest/mgmt", """{"db":"db","csl":".frobnicate table T"}""", ".frobnicate table T", TestName = "A command that does not exist")]
    public async Task Is_refused_and_named(string path, string body, string named)
    {
        var answer = await _server.SendAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That((string?)answer.Error["@message"], Does.Contain(named));
        Assert.That((bool?)answer.Error["@permanent"], Is.True);
    }

    [Test]
    public async Task Paths_without_a_meaning_are_404_and_login_metadata_is_one_of_them()
    {
        Assert.That((await _server.Http.GetAsync("v1/rest/auth/metadata")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await _server.Http.GetAsync("v9/rest/query")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await _server.Http.GetAsync("v1/rest/ping")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await _server.Http.GetAsync("")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Too_many_rows_are_told_after_those_that_fit()
    {
        var answer = await _server.QueryAsync("range x from 1 to 10 step 1", new { Options = new { truncationmaxrecords = 3 } });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        var rows = answer.Json.AsArray().Single(frame => (string?)frame!["TableKind"] == "PrimaryResult")!["Rows"]!.AsArray();
        Assert.That(rows.Take(3).Select(row => row!.ToJsonString()), Is.EqualTo(["[1]", "[2]", "[3]"]));
        var error = rows[3]!["OneApiErrors"]![0]!["error"]!;
        Assert.That((string?)error["code"], Is.EqualTo("LimitsExceeded"));
        Assert.That((string?)error["@message"], Is.EqualTo(
            "Query execution has exceeded the allowed limits (80DA0003): Query result set has exceeded the internal record count limit 3 "
            + "(E_QUERY_RESULT_SET_TOO_LARGE)."));
        Assert.That((bool?)error["@permanent"], Is.False);
        var completion = answer.Json.AsArray()[^1]!;
        Assert.That((bool?)completion["HasErrors"], Is.True);
        Assert.That((string?)completion["OneApiErrors"]![0]!["error"]!["code"], Is.EqualTo("LimitsExceeded"));

        var deferred = await _server.QueryAsync("range x from 1 to 10 step 1",
            new { Options = new { truncationmaxrecords = 3, deferpartialqueryfailures = true } });
        Assert.That(deferred.PrimaryRows(), Is.EqualTo(["[1]", "[2]", "[3]"]));
        Assert.That((bool?)deferred.Json.AsArray()[^1]!["HasErrors"], Is.False);

        var v1 = await _server.QueryV1Async("range x from 1 to 10 step 1", new { Options = new { truncationmaxrecords = 3 } });
        Assert.That(v1.Json["Tables"]![0]!["Rows"]![3]!["Exceptions"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(v1.Json["Exceptions"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Limits_are_half_a_million_rows_and_64_megabytes_unless_lifted()
    {
        Assert.That((await _server.QueryAsync("range x from 1 to 500001 step 1")).Text,
            Does.Contain("internal record count limit 500000 "));
        Assert.That((await _server.QueryAsync("range x from 1 to 1 step 1", new { Options = new { query_take_max_records = 0 } }))
            .PrimaryRows(), Is.Empty);
        await _server.SetUpAsync($".set Megabyte <| print k = 1, s = '{new string('x', 1 << 20)}'");
        Assert.That(
            (await _server.QueryAsync("range x from 1 to 65 step 1 | extend k = 1 | join kind=inner Megabyte on k | project s")).Text,
            Does.Contain("internal data size limit 67108864 "));

        var whole = await _server.QueryAsync("set notruncation; range x from 1 to 500001 step 1");
        Assert.That(whole.PrimaryRows(), Has.Length.EqualTo(500_001));
    }

    [Test]
    public async Task A_query_that_takes_too_long_is_interrupted()
    {
        var answer = await _server.QueryAsync(
            "range x from 1 to 20000000 step 1 | extend k = x % 1000 | join kind=inner (range y from 1 to 20000000 step 1 | "
            + "extend k = y % 1000) on k | summarize sum(x * y)",
            new { Options = new { servertimeout = "00:00:00.2" } });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.GatewayTimeout), answer.Text);
        Assert.That((string?)answer.Error["code"], Is.EqualTo("RequestExecutionTimeout"));
        Assert.That((bool?)answer.Error["@permanent"], Is.False);
        Assert.That(await _server.RowsAsync("Logs | count"), Is.EqualTo(["[3]"]));
    }

    [Test]
    public async Task More_queries_than_allowed_are_throttled()
    {
        await using var server = await KustoTestServer.StartAsync(configure: options => options with { MaxConcurrentQueries = 0 });

        var answer = await server.QueryAsync("print 1");

        Assert.That((int)answer.Status, Is.EqualTo(429));
        Assert.That((string?)answer.Error["code"], Is.EqualTo("TooManyRequests"));
        Assert.That((bool?)answer.Error["@permanent"], Is.False);
        Assert.That((await server.ManageAsync(".show version")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Header_values_that_no_header_can_carry_back_do_no_harm()
    {
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var http = new HttpClient(handler) { BaseAddress = _server.Endpoint };
        using var request = Request("v2/rest/query", """{"csl":"print 1"}""");
        request.Headers.TryAddWithoutValidation("x-ms-client-request-id", "café;1");

        using var response = await http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.GetValues("x-ms-client-request-id"), Is.EqualTo(["caf;1"]));
    }

    [Test]
    public async Task A_page_from_elsewhere_has_no_access()
    {
        using var request = Request("v1/rest/mgmt", """{"csl":".drop table Logs"}""");
        request.Headers.Add("Origin", "https://example.org");
        using var response = await _server.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await _server.RowsAsync("Logs | count"), Is.EqualTo(["[3]"]));
    }

    private static HttpRequestMessage Request(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static string Pattern(string json) => System.Text.RegularExpressions.Regex.Escape(json.ReplaceLineEndings(""))
        .Replace("NOW", Now).Replace("GUID", Guid).Replace("SECONDS", @"[0-9.E-]+");
}
