using System.Net;
using System.Text.Json.Nodes;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

public sealed class ManagementCommandTests
{
    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await KustoTestServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task A_command_returns_one_v1_table()
    {
        var response = await _server.ManageAsync(".create table T (a:int, ['b c']:string) with (folder = 'F', docstring = \"it's\")");

        Assert.That(response.Text, Is.EqualTo(
            """{"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"TableName","DataType":"String","ColumnType":"string"},"""
            + """{"ColumnName":"Schema","DataType":"String","ColumnType":"string"},"""
            + """{"ColumnName":"DatabaseName","DataType":"String","ColumnType":"string"},"""
            + """{"ColumnName":"Folder","DataType":"String","ColumnType":"string"},"""
            + """{"ColumnName":"DocString","DataType":"String","ColumnType":"string"}],"""
            + """
            "Rows":[["T","{\"Name\":\"T\",\"OrderedColumns\":[{\"Name\":\"a\",\"Type\":\"System.Int32\",\"CslType\":\"int\"},
            """
            + """{\"Name\":\"b c\",\"Type\":\"System.String\",\"CslType\":\"string\"}]}","db","F","it's"]]}]}"""));
    }

    [Test]
    public async Task Tables_are_shown_while_other_tables_are_dropped()
    {
        var tables = Enumerable.Range(0, 30).Select(i => $"T{i}").ToList();
        var changing = Task.Run(async () =>
        {
            for (var round = 0; round < 5; round++)
            {
                await _server.SetUpAsync($".create tables {string.Join(", ", tables.Select(table => $"{table} (x:int)"))}");
                foreach (var table in tables)
                    await _server.SetUpAsync($".drop table {table}");
            }
        });

        while (!changing.IsCompleted)
        {
            var response = await _server.ManageAsync(".show tables details");
            Assert.That(response.Status, Is.EqualTo(HttpStatusCode.OK), response.Text);
        }

        await changing;
    }

    [Test]
    public async Task Tables_are_created_merged_altered_renamed_and_dropped()
    {
        await _server.SetUpAsync(".create tables A (x:int), B (y:string)", ".create table A (other:real)");
        Assert.That(await SchemaAsync("A"), Is.EqualTo("x:int"), "create does not change an existing table");

        await _server.SetUpAsync(".ingest inline into table A <| 1\n", ".create-merge table A (y:string, x:int)",
            ".alter-merge table A (z:datetime)");
        Assert.That(await SchemaAsync("A"), Is.EqualTo("x:int,y:string,z:datetime"));
        Assert.That(await _server.RowsAsync("A"), Is.EqualTo(["""[1,"",null]"""]));

        await _server.SetUpAsync(".alter table A (z:datetime, w:long, x:int)");
        Assert.That(await SchemaAsync("A"), Is.EqualTo("z:datetime,w:long,x:int"));
        await _server.SetUpAsync(".ingest inline into table A <| 2024-05-01,7,2\n");
        Assert.That(await _server.RowsAsync("A | order by x asc"), Is.EqualTo(["[null,null,1]", """["2024-05-01T00:00:00Z",7,2]"""]));

        await _server.SetUpAsync(".rename column A.w to v", ".alter column A.x type=string", ".drop column A.z");
        Assert.That(await SchemaAsync("A"), Is.EqualTo("v:long,x:string"));
        Assert.That(await _server.RowsAsync("A | order by v asc nulls first"), Is.EqualTo(["""[null,""]""", """[7,""]"""]));

        await _server.SetUpAsync(".rename tables A = B, B = A");
        Assert.That(await SchemaAsync("B"), Is.EqualTo("v:long,x:string"), "the names are swapped");
        await _server.SetUpAsync(".clear table B data");
        Assert.That(await _server.RowsAsync("B | count"), Is.EqualTo(["[0]"]));

        await _server.SetUpAsync(".drop table B", ".drop table B ifexists", ".drop tables (A, Nothing) ifexists");
        Assert.That((await _server.ManageAsync(".show tables")).Rows(), Is.Empty);
    }

    [Test]
    public async Task Names_that_differ_only_in_case_are_different()
    {
        await _server.SetUpAsync(".create table T (a:int, A:string)", ".create table t (x:int)", ".ingest inline into table T <| 1,one\n");
        Assert.That(await _server.RowsAsync("T | project A, a"), Is.EqualTo(["""["one",1]"""]));
        Assert.That(await _server.RowsAsync("t"), Is.Empty);
    }

    [TestCase(".create-merge table T (a:long)", "BadRequest", "'a'", TestName = "A merged column with another type")]
    [TestCase(".alter table T (b:int", "SYN", ".alter table T (b:int", TestName = "A missing closing bracket")]
    [TestCase(".drop table Missing", "BadRequest_EntityNotFound", "'Missing'", TestName = "A table that does not exist")]
    [TestCase(".drop column T.a", "BadRequest", "only column", TestName = "The last column")]
    [TestCase(".append Missing <| print 1", "BadRequest_EntityNotFound", "'Missing'", TestName = "Append to a table that does not exist")]
    [TestCase(".set T <| print 1", "BadRequest", "already exists", TestName = "Set on an existing table")]
    [TestCase(".append T <| print 1", "BadRequest", "QuerySchema=('long'), TableSchema=('int')", TestName = "Rows with different types")]
    [TestCase(".create function F() { Missing | take 1 }", "SEM0100", "'Missing'",
        TestName = "A function over a table that does not exist")]
    [TestCase(".create materialized-view V on table T { T | frobnicate }", "SYN", "frobnicate", TestName = "A view with invalid KQL")]
    [TestCase(".create table T ingestion json mapping 'M' '[{\"column\":\"nope\",\"path\":\"$.x\"}]'", "BadRequest_InconsistentMapping",
        "'nope'", TestName = "A mapping for a column that does not exist")]
    [TestCase(
        ".create table T ingestion json mapping 'M' "
        + "'[{\"column\":\"a\",\"Properties\":{\"Path\":\"$.x\",\"Transform\":\"BytesAsBase64\"}}]'",
        "BadRequest_InvalidMapping",
        "BytesAsBase64",
        TestName = "An unsupported transform")]
    [TestCase(".alter table T policy update '[]'", "BadRequest", "'update'", TestName = "An unsupported policy")]
    [TestCase(".ingest into table T (h'https://example.org/x.csv')", "BadRequest", "storage", TestName = "Ingestion from storage")]
    public async Task An_unsupported_command_is_rejected_with_a_reason(string command, string code, string reason)
    {
        await _server.SetUpAsync(".create table T (a:int)");

        var response = await _server.ManageAsync(command);

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That($"{response.Error["code"]} {response.Error["innererror"]?["code"]}", Does.Contain(code));
        Assert.That((string?)response.Error["@message"], Does.Contain(reason));
    }

    [Test]
    public async Task A_failed_command_changes_nothing()
    {
        await _server.SetUpAsync(".create table T (a:int)");

        var response = await _server.ManageAsync(".create-merge table T (b:int, a:string)");

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await SchemaAsync("T"), Is.EqualTo("a:int"));
        Assert.That(await _server.RowsAsync("T"), Is.Empty);
    }

    [Test]
    public async Task Rows_of_a_query_are_set_appended_and_replaced()
    {
        await _server.SetUpAsync(".set T <| range x from 1 to 3 step 1 | extend s = tostring(x)", ".append T <| print 4, 'four'");
        Assert.That(await SchemaAsync("T"), Is.EqualTo("x:long,s:string"));
        Assert.That(await _server.RowsAsync("T | summarize count(), sum(x)"), Is.EqualTo(["[4,10]"]));

        var replaced = await _server.ManageAsync(".set-or-replace T <| T | where x > 2");
        Assert.That(replaced.ColumnNames(),
            Is.EqualTo(["ExtentId", "OriginalSize", "ExtentSize", "CompressedSize", "IndexSize", "RowCount"]));
        Assert.That(replaced.Rows().Single(), Does.EndWith(",0.0,0.0,0.0,0.0,2]"));
        Assert.That(await _server.RowsAsync("T | order by x asc"), Is.EqualTo(["""[3,"3"]""", """[4,"four"]"""]));

        Assert.That((await _server.ManageAsync(".set-or-append T <| T | where x > 99")).Rows(), Is.Empty);
    }

    [Test]
    public async Task Commands_can_be_piped_into_queries()
    {
        await _server.SetUpAsync(".create table B (x:int)", ".create table A (x:int) with (docstring = \"it's\")");

        var response = await _server.ManageAsync(
            ".show tables | where TableName != 'C'\n| project TableName, DocString | order by TableName asc");

        Assert.That(response.Json["Tables"]!.AsArray(), Has.Count.EqualTo(4), "the response has the four tables of a query's data set");
        Assert.That(response.Json["Tables"]![0]!["Rows"]!.ToJsonString(), Is.EqualTo("""[["A","it\u0027s"],["B",""]]"""));
        Assert.That(
            (await _server.QueryAsync(".show databases | project DatabaseName, IsCurrent, DatabaseId")).PrimaryRows().Single(),
            Does.StartWith("""["db",true,"""));
        Assert.That((await _server.QueryAsync(".show ingestion failures | count")).PrimaryRows(), Is.EqualTo(["[0]"]));
    }

    [Test]
    public async Task Policies_are_stored_merged_shown_and_deleted()
    {
        await _server.SetUpAsync(
            ".create table T (a:int)",
            ".alter table T policy caching hot = 31d",
            ".alter-merge table T policy retention softdelete = 365d recoverability = disabled",
            ".alter-merge table T policy retention softdelete = 30d",
            ".alter table T policy ingestionbatching '{\"MaximumBatchingTimeSpan\":\"00:00:30\"}'");

        Assert.That((await _server.ManageAsync(".show table T policy retention")).Rows()
            .Select(row => JsonNode.Parse(row)!.AsArray().Select(value => (string?)value)).Single(), Is.EqualTo(
        [
            "RetentionPolicy", "[db].[T]", """{"SoftDeletePeriod":"30.00:00:00","Recoverability":"Disabled"}""", "", "Table",
        ]));
        Assert.That((await _server.ManageAsync(".show table T policy caching | project Policy")).Text, Does.Contain("31.00:00:00"));
        await _server.SetUpAsync(".delete table T policy retention");
        Assert.That(
            (await _server.QueryAsync(".show table T policy retention | project Policy")).PrimaryRows(), Is.EqualTo(["""["null"]"""]));
        Assert.That(
            (await _server.QueryAsync(".show table * policy caching | project EntityName")).PrimaryRows(),
            Is.EqualTo(["""["[db].[T]"]"""]));
    }

    [Test]
    public async Task A_script_runs_its_commands_in_order_and_stops_at_the_first_failure()
    {
        const string Script =
            """
            // A comment before the first command
            .create table T (a:int, b:string)

            .create-or-alter function F() {
                T
                // a comment with an apostrophe: don't

                | where a > 0.5
            }
            .show tables
            .create function Broken() { Missing }
            .create table Later (a:int)
            """;

        var stopped = await _server.ManageAsync(".execute database script <|\n" + Script);
        Assert.That(stopped.ColumnNames(), Is.EqualTo(["OperationId", "CommandType", "CommandText", "Result", "Reason"]));
        Assert.That(stopped.Json["Tables"]![0]!["Rows"]!.AsArray().Select(row => $"{row![1]} {row[3]}"), Is.EqualTo(
            ["TableCreate Completed", "FunctionCreateOrAlter Completed", "TablesShow Skipped", "FunctionCreate Failed", " Skipped"]));

        var thrown = await _server.ManageAsync(".execute database script with (ThrowOnErrors = true) <|\n" + Script);
        Assert.That(thrown.Status, Is.EqualTo(HttpStatusCode.BadRequest));

        var continued = await _server.ManageAsync(".execute database script with (ContinueOnErrors = true) <|\n" + Script);
        Assert.That(continued.Json["Tables"]![0]!["Rows"]!.AsArray().Select(row => (string?)row![3]),
            Is.EqualTo(["Completed", "Completed", "Skipped", "Failed", "Completed"]));
        Assert.That(await SchemaAsync("Later"), Is.EqualTo("a:int"));
    }

    [Test]
    public async Task The_app_schema_can_be_applied_twice_and_its_functions_return_rows()
    {
        var script = await File.ReadAllTextAsync(Path.Combine(KqlCheck.RepositoryRoot, "kusto", "schema.kql"));
        for (var time = 0; time < 2; time++)
        {
            var response = await _server.ManageAsync(".execute database script with (ThrowOnErrors = true) <|\n" + script);
            Assert.That(response.Status, Is.EqualTo(HttpStatusCode.OK), response.Text);
        }

        await _server.IngestAsync(
            "FlightEvents",
            """{"EventId":"e1","FlightId":"f1","EventType":"FlightScheduled","OccurredAt":"2024-05-01T10:00:00Z","Origin":"SFO","""
            + """ "Destination":"LAX","ScheduledDeparture":"2024-05-02T10:00:00Z","Version":"2024-05-01T10"}""" + "\n"
            + """{"EventId":"e2","FlightId":"f1","EventType":"FlightDelayed","OccurredAt":"2024-05-01T11:00:00Z","Origin":"SFO","""
            + """ "Destination":"LAX","ScheduledDeparture":"2024-05-02T10:00:00Z","DelayMinutes":30,"Version":"2024-05-01T11"}""",
            "streamFormat=json&mappingName=FlightEventsJson");
        Assert.That(await _server.RowsAsync("GetFlight('f1') | project EventId, DelayMinutes"), Is.EqualTo(["""["e2",30]"""]));
        Assert.That(
            await _server.RowsAsync(
                "declare query_parameters(o:string); SearchFlights(o, '', '', datetime(null), datetime(null), 10) | project FlightId",
                new { Parameters = new { o = "SFO" } }),
            Is.EqualTo(["""["f1"]"""]));
    }

    private async Task<string> SchemaAsync(string table) =>
        (string)(await _server.ManageAsync($".show table {table} cslschema")).Json["Tables"]![0]!["Rows"]![0]![1]!;
}
