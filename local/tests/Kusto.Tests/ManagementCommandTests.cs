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
        Assert.That(await _server.SchemaAsync("T"), Is.EqualTo("a:int"));
        Assert.That(await _server.RowsAsync("T"), Is.Empty);
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
    public async Task Retention_policies_are_merged()
    {
        await _server.SetUpAsync(
            ".create table T (a:int)",
            ".alter-merge table T policy retention softdelete = 365d recoverability = disabled",
            ".alter-merge table T policy retention softdelete = 30d");

        Assert.That((await _server.ManageAsync(".show table T policy retention")).Rows()
            .Select(row => JsonNode.Parse(row)!.AsArray().Select(value => (string?)value)).Single(), Is.EqualTo(
        [
            "RetentionPolicy", "[db].[T]", """{"SoftDeletePeriod":"30.00:00:00","Recoverability":"Disabled"}""", "", "Table",
        ]));
    }

    [Test]
    public async Task A_policy_is_stored()
    {
        await _server.SetUpAsync(
            ".create table T (a:int)",
            ".alter table T policy caching hot = 31d",
            ".alter table T policy ingestionbatching '{\"MaximumBatchingTimeSpan\":\"00:00:30\"}'");

        Assert.That((await _server.ManageAsync(".show table T policy caching | project Policy")).Text, Does.Contain("31.00:00:00"));
    }

    [Test]
    public async Task A_policy_is_deleted_without_the_other_policies_of_its_table()
    {
        await _server.SetUpAsync(
            ".create table T (a:int)",
            ".alter table T policy caching hot = 31d",
            ".alter-merge table T policy retention softdelete = 30d",
            ".delete table T policy retention");

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
        Assert.That(await _server.SchemaAsync("Later"), Is.EqualTo("a:int"));
    }

    [Test]
    public async Task The_app_schema_can_be_applied_twice_and_its_functions_return_rows()
    {
        var script = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "kusto", "schema.kql"));
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
}
