using System.Net;
using System.Text.Json.Nodes;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Commands;

/// <summary>Tests <c>async</c> commands, which return the id of an operation that clients poll until it completes.</summary>
public sealed class OperationTests
{
    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await KustoTestServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task A_view_with_backfill_is_materialized_when_its_operation_completes()
    {
        await _server.SetUpAsync(
            ".create table Events (Id:string, At:datetime, N:long)",
            ".set-or-append Events <| range i from 1 to 20000 step 1 | project Id = strcat('k', i % 500), At = "
            + "datetime(2024-05-01) + i * 1s, N = i");

        var operation = await StartAsync(
            ".create async ifnotexists materialized-view with (backfill=true, docString='latest', autoUpdateSchema=true) Latest on table "
            + "Events { Events | summarize arg_max(At, *) by Id }");
        var completed = await WaitAsync(operation);

        Assert.That((string?)completed["State"], Is.EqualTo("Completed"));
        Assert.That((string?)completed["Operation"], Is.EqualTo("MaterializedViewCreate"));
        Assert.That(_server.Database.Catalog.Parts["Latest"].Rows, Is.EqualTo(20_000), "the number of materialized rows");
        Assert.That(await _server.RowsAsync("Latest | summarize count(), sum(N)"),
            Is.EqualTo([$"[500,{Enumerable.Range(19_501, 500).Sum()}]"]));
        Assert.That(
            (await _server.ManageAsync(".show materialized-view Latest | project Name, AutoUpdateSchema, DocString")).Text,
            Does.Contain("""["Latest",true,"latest"]"""));

        var again = await WaitAsync(await StartAsync(
            ".create async ifnotexists materialized-view with (backfill=true) Latest on table Events { Events | "
            + "summarize take_any(*) by Id }"));
        Assert.That((string?)again["State"], Is.EqualTo("Completed"));
        Assert.That((await _server.ManageAsync(".show materialized-view Latest | project Query")).Text, Does.Contain("arg_max"),
            "the existing view is unchanged");
    }

    [Test]
    public async Task Rows_are_set_in_the_background_and_the_operation_details_are_the_result()
    {
        var operation = await StartAsync(".set async T <| range x from 1 to 1000 step 1");
        Assert.That((string?)(await WaitAsync(operation))["State"], Is.EqualTo("Completed"));

        Assert.That(await _server.RowsAsync("T | count"), Is.EqualTo(["[1000]"]));
        var details = await _server.ManageAsync($".show operation {operation} details");
        Assert.That(details.ColumnNames(), Does.Contain("RowCount"));
        Assert.That(details.Rows().Single(), Does.EndWith(",1000]"));
    }

    [Test]
    public async Task A_failure_fails_the_operation_and_an_invalid_command_fails_the_request()
    {
        await _server.SetUpAsync(".create table T (a:int)");

        var failed = await WaitAsync(await StartAsync(".append async T <| print 'text'"));
        Assert.That((string?)failed["State"], Is.EqualTo("Failed"));
        Assert.That((string?)failed["Status"], Does.Contain("QuerySchema=('string')"));
        Assert.That((bool?)failed["ShouldRetry"], Is.False);

        var mistaken = await _server.ManageAsync(".append async T <| Missing");
        Assert.That(mistaken.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)mistaken.Error["@message"], Does.Contain("Missing"));
    }

    [Test]
    public async Task Operations_can_be_filtered_and_an_unknown_operation_is_an_error()
    {
        var first = await StartAsync(".set async A <| print 1");
        var second = await StartAsync(".set async B <| print 1");
        await WaitAsync(first);
        await WaitAsync(second);

        Assert.That((await _server.ManageAsync(".show operations")).Rows(), Has.Length.EqualTo(2));
        Assert.That((await _server.ManageAsync($".show operations ({first}, {second})")).Rows(), Has.Length.EqualTo(2));
        Assert.That((await _server.ManageAsync($".show operations {second} | project OperationId")).Text,
            Does.Contain(second.ToString()).And.Not.Contain(first.ToString()));
        Assert.That((await _server.ManageAsync($".show operation {Guid.NewGuid()} details")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task<Guid> StartAsync(string command)
    {
        var response = await _server.ManageAsync(command);
        Assert.That(response.ColumnNames(), Is.EqualTo(["OperationId"]));
        return (Guid)response.Json["Tables"]![0]!["Rows"]![0]![0]!;
    }

    private async Task<JsonObject> WaitAsync(Guid operation)
    {
        while (true)
        {
            var response = await _server.ManageAsync($".show operations {operation}");
            var values = response.Json["Tables"]![0]!["Rows"]![0]!.AsArray();
            var row = new JsonObject(response.ColumnNames().Zip(values, (name, value) => KeyValuePair.Create(name, value?.DeepClone())));
            if ((string?)row["State"] != "InProgress")
                return row;
        }
    }
}
