using System.Net;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Commands;

/// <summary>Tests the command forms that tools and migrations send. The expected columns come from Kusto's analyzer.</summary>
public sealed class CommandFormsTests
{
    private const string Extents =
        "ExtentId DatabaseName TableName MaxCreatedOn OriginalSize ExtentSize CompressedSize IndexSize Blocks Segments ExtentContainerId "
        + "RowCount MinCreatedOn Tags Kind DeletedRowCount";

    private const string Policies = "PolicyName EntityName Policy ChildEntities EntityType";

    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync();
        await _server.SetUpAsync(
            ".create table T (a:long, b:string)",
            ".create table U (a:long)",
            ".ingest inline into table T [1,\"x\"] [2,y]",
            ".create materialized-view V on table T { T | summarize take_any(*) by a }");
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase(".show table T extents", Extents)]
    [TestCase(".show cluster extents", Extents)]
    [TestCase(".show database db extents", Extents)]
    [TestCase(".show materialized-view V extents", Extents)]
    [TestCase(".show journal",
        "Event EventTimestamp Database EntityName UpdatedEntityName EntityVersion EntityContainerName OriginalEntityState "
        + "UpdatedEntityState ChangeCommand Principal RootActivityId ClientRequestId User OriginalEntityVersion")]
    [TestCase(".show cluster policy caching", Policies)]
    [TestCase(".show database cslschema", "TableName Schema DatabaseName Folder DocString")]
    [TestCase(".show database db cslschema", "TableName Schema DatabaseName Folder DocString")]
    [TestCase(".show external tables", "TableName TableType Folder DocString Properties ConnectionStrings Partitions PathFormat")]
    [TestCase(".show streamingingestion failures",
        "Database Table Principal RootActivityId IngestionProperties Count FirstFailureOn LastFailureOn FailureKind ErrorCode Details")]
    [TestCase(".show capacity queries", "Resource Total Consumed Remaining")]
    [TestCase(".show table T principals",
        "Role PrincipalType PrincipalDisplayName PrincipalObjectId PrincipalFQN Notes RoleAssignmentIdentifier")]
    [TestCase(".show workload_groups", "WorkloadGroupName WorkloadGroup")]
    [TestCase(".alter tables (T, U) policy caching hot = 3d", Policies)]
    [TestCase(".alter table T policy caching hot = 3d", Policies)]
    public async Task A_command_returns_the_same_columns_as_in_Kusto(string command, string columns) =>
        Assert.That((await _server.ManageAsync(command)).ColumnNames(), Is.EqualTo(columns.Split(' ')));

    [TestCase(".show database details", "DatabaseName")]
    [TestCase(".show database policies", "DatabaseName")]
    [TestCase(".show diagnostics", "IsHealthy")]
    [TestCase(".show running queries", "ClientActivityId")]
    [TestCase(".show queries", "ClientActivityId")]
    [TestCase(".show commands-and-queries", "ClientActivityId")]
    [TestCase(".show materialized-view V details", "MaterializedViewName")]
    [TestCase(".show operations", "OperationId")]
    public async Task The_result_of_a_show_command_can_be_queried(string command, string firstColumn)
    {
        Assert.That((await _server.ManageAsync(command)).ColumnNames()[0], Is.EqualTo(firstColumn));
        Assert.That((await _server.QueryAsync($"{command} | project {firstColumn}")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_extent_contains_the_rows_of_its_table() =>
        Assert.That(
            (await _server.QueryAsync(".show database db extents | summarize sum(RowCount) by TableName")).PrimaryRows(),
            Is.EqualTo(["""["T",2]"""]));

    [Test]
    public async Task A_policy_can_be_set_for_several_tables()
    {
        await _server.SetUpAsync(".alter tables (T, U) policy caching hot = 3d");
        Assert.That(
            (await _server.QueryAsync(
                ".show table * policy caching | where Policy has '3.00:00:00' | project EntityName | order by EntityName asc"))
                    .PrimaryRows(),
            Is.EqualTo(["""["[db].[T]"]""", """["[db].[U]"]"""]));
    }

    [Test]
    public async Task A_view_is_renamed_with_its_materialized_part()
    {
        await _server.SetUpAsync(".alter materialized-view V policy caching hot = 5d");
        Assert.That(() => _server.Database.Catalog.Parts["V"].HasDelta, Is.False.After(10_000, 20));
        var part = _server.Database.Catalog.Parts["V"].PhysicalName;

        await _server.SetUpAsync(".rename materialized-view V to W");

        Assert.That(_server.Database.Catalog.Parts["W"].PhysicalName, Is.EqualTo(part));
        Assert.That(await _server.RowsAsync("W | count"), Is.EqualTo(["[2]"]));
        Assert.That((await _server.ManageAsync(".show materialized-view W policy caching")).Text, Does.Contain("5.00:00:00"));
        Assert.That((await _server.ManageAsync(".show materialized-view V")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await _server.ManageAsync(".rename materialized-view W to T")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task The_autoUpdateSchema_setting_of_a_view_is_shown()
    {
        await _server.SetUpAsync(".alter materialized-view V autoUpdateSchema true");
        Assert.That(
            (await _server.QueryAsync(".show materialized-views | project Name, AutoUpdateSchema")).PrimaryRows(),
            Is.EqualTo(["""["V",true]"""]));
    }

    [Test]
    public async Task A_schema_is_extended_or_recreated_on_request()
    {
        await _server.SetUpAsync(".append U with (extend_schema=true) <| print 7, 'seven'");
        Assert.That(await _server.RowsAsync("U"), Is.EqualTo(["""[7,"seven"]"""]));
        await _server.SetUpAsync(".set-or-replace U with (recreate_schema=true) <| U | project Name = print_1, Half = a / 2.0");
        Assert.That(await _server.RowsAsync("U | project Name, Half"), Is.EqualTo(["""["seven",3.5]"""]));
    }

    [TestCase(".purge table T records in database db with (noregrets='true') <| where a > 1", "'.purge'")]
    [TestCase(".undo drop table T version='v1'", "'.undo'")]
    [TestCase(".export to csv ('x') <| T", "'.export'")]
    [TestCase(".move extents all from table T to table U", "'.move'")]
    [TestCase(".create external table X (a:long) kind=storage dataformat=csv ('x')", "'.create external'")]
    [TestCase(".show queryplan <| T", "'.show queryplan'")]
    [TestCase(".show materialized-view V statistics", "'.show materialized-view … statistics'")]
    [TestCase(".create database D volatile", "'.create database'")]
    [TestCase(".clear materialized-view V data", "'.clear materialized-view'")]
    [TestCase(
        ".create async materialized-view with (backfill=true, effectiveDateTime=datetime(2024-01-01)) W on table T { T "
        + "| summarize take_any(*) by a }",
        "'effectiveDateTime'")]
    [TestCase(".create materialized-view with (backfill=true) W on table T { T | summarize take_any(*) by a }",
        "'.create async materialized-view'")]
    [TestCase(".append U with (ingestIfNotExists='[\"x\"]') <| print 1", "'ingestIfNotExists'")]
    [TestCase(".delete table T records with (whatif=true) <| T | where a == 1", "'whatif'")]
    public async Task An_unsupported_command_is_rejected_with_its_name(string command, string name)
    {
        var response = await _server.ManageAsync(command);
        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That((string?)response.Error["@message"], Does.Contain(name));
    }

    [Test]
    public async Task A_running_query_is_listed_and_can_be_canceled_by_id()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/rest/query")
        {
            Content = new StringContent(
                """{"db":"db","csl":"range x from 1 to 20000 step 1 | extend k = 1 """
                + "| join kind=inner (range y from 1 to 20000 step 1 | extend k = 1) on k "
                + "| join kind=inner (range z from 1 to 20000 step 1 | extend k = 1) on k "
                + """| summarize sum(x * y + z)"}"""),
        };
        request.Headers.Add("x-ms-client-request-id", "slow;1");
        var slow = _server.Http.SendAsync(request);
        const string state = ".show running queries | where ClientActivityId == 'slow;1' | project State";
        while ((await _server.QueryAsync(state)).PrimaryRows() is not ["""["InProgress"]"""])
            Assert.That(slow.IsCompleted, Is.False, "The query ended before it was canceled.");

        Assert.That((await _server.ManageAsync(".cancel query 'slow;1'")).Rows(), Has.Length.EqualTo(1));

        using var response = await slow;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("was canceled"));
        Assert.That((await _server.ManageAsync(".cancel query 'slow;1'")).Rows(), Is.Empty);
    }
}
