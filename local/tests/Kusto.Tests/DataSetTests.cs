using System.Net;

namespace LocalKusto.Tests;

/// <summary>Tests the data sets of both protocol versions, the encoding of values, and the result limits.</summary>
public sealed class DataSetTests : RestProtocolTestBase
{
    private const string Guid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private const string Now = @"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{7})?Z";

    [Test]
    public async Task A_v2_response_is_an_array_of_frames_with_its_keys_in_order()
    {
        using var request = Request("v2/rest/query", """{"db":"db","csl":"Logs | summarize count() by Level | order by Level asc"}""");
        request.Headers.Add("x-ms-client-request-id", "MyApp;1");
        using var response = await Server.Http.SendAsync(request);

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
    public async Task A_v1_response_ends_with_its_table_of_contents()
    {
        var response = await Server.QueryV1Async("Logs | where N == 1 | render piechart with (title = 'T')");

        Assert.That(response.Text, Does.Match("^" + Pattern(
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
    public async Task Values_are_encoded_as_in_Kusto()
    {
        Assert.That(
            await Server.RowsAsync(
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
            await Server.RowsAsync(
                "print bool(null), int(null), long(null), real(null), decimal(null), '', datetime(null), "
                + "timespan(null), guid(null), dynamic(null)"),
            Is.EqualTo(["""[null,null,null,null,null,"",null,null,null,null]"""]));
    }

    [Test]
    public async Task Several_statements_return_several_results()
    {
        var v2 = await Server.QueryAsync("print a = 1; print b = 2");
        var frames = v2.Json.AsArray().Where(frame => (string?)frame!["TableKind"] == "PrimaryResult").ToList();
        Assert.That(frames.Select(frame => $"{frame!["TableId"]} {frame["Rows"]!.ToJsonString()}"), Is.EqualTo(["1 [[1]]", "2 [[2]]"]));

        var v1 = await Server.QueryV1Async("print a = 1; print b = 2");
        Assert.That(v1.Json["Tables"]!.AsArray()[^1]!["Rows"]!.AsArray().Select(row => (string?)row![1]),
            Is.EqualTo(["QueryResult", "QueryResult", "QueryProperties", "QueryStatus"]));
    }

    [Test]
    public async Task Truncation_is_reported_after_the_rows_within_the_limit()
    {
        var response = await Server.QueryAsync("range x from 1 to 10 step 1", new { Options = new { truncationmaxrecords = 3 } });

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.OK));
        var rows = response.Json.AsArray().Single(frame => (string?)frame!["TableKind"] == "PrimaryResult")!["Rows"]!.AsArray();
        Assert.That(rows.Take(3).Select(row => row!.ToJsonString()), Is.EqualTo(["[1]", "[2]", "[3]"]));
        var error = rows[3]!["OneApiErrors"]![0]!["error"]!;
        Assert.That((string?)error["code"], Is.EqualTo("LimitsExceeded"));
        Assert.That((string?)error["@message"], Is.EqualTo(
            "Query execution has exceeded the allowed limits (80DA0003): Query result set has exceeded the internal record count limit 3 "
            + "(E_QUERY_RESULT_SET_TOO_LARGE)."));
        Assert.That((bool?)error["@permanent"], Is.False);
        var completion = response.Json.AsArray()[^1]!;
        Assert.That((bool?)completion["HasErrors"], Is.True);
        Assert.That((string?)completion["OneApiErrors"]![0]!["error"]!["code"], Is.EqualTo("LimitsExceeded"));

        var deferred = await Server.QueryAsync("range x from 1 to 10 step 1",
            new { Options = new { truncationmaxrecords = 3, deferpartialqueryfailures = true } });
        Assert.That(deferred.PrimaryRows(), Is.EqualTo(["[1]", "[2]", "[3]"]));
        Assert.That((bool?)deferred.Json.AsArray()[^1]!["HasErrors"], Is.False);

        var v1 = await Server.QueryV1Async("range x from 1 to 10 step 1", new { Options = new { truncationmaxrecords = 3 } });
        Assert.That(v1.Json["Tables"]![0]!["Rows"]![3]!["Exceptions"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(v1.Json["Exceptions"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_default_limits_are_half_a_million_rows_and_64_megabytes()
    {
        Assert.That((await Server.QueryAsync("range x from 1 to 500001 step 1")).Text,
            Does.Contain("internal record count limit 500000 "));
        Assert.That((await Server.QueryAsync("range x from 1 to 1 step 1", new { Options = new { query_take_max_records = 0 } }))
            .PrimaryRows(), Is.Empty);
        await Server.SetUpAsync($".set Megabyte <| print k = 1, s = '{new string('x', 1 << 20)}'");
        Assert.That(
            (await Server.QueryAsync("range x from 1 to 65 step 1 | extend k = 1 | join kind=inner Megabyte on k | project s")).Text,
            Does.Contain("internal data size limit 67108864 "));

        var whole = await Server.QueryAsync("set notruncation; range x from 1 to 500001 step 1");
        Assert.That(whole.PrimaryRows(), Has.Length.EqualTo(500_001));
    }

    private static string Pattern(string json) => System.Text.RegularExpressions.Regex.Escape(json.ReplaceLineEndings(""))
        .Replace("NOW", Now).Replace("GUID", Guid).Replace("SECONDS", @"[0-9.E-]+");
}
