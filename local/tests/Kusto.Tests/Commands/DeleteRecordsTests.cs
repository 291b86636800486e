using System.Net;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Commands;

public sealed class DeleteRecordsTests
{
    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync();
        await _server.SetUpAsync(
            ".create table T (Id:string, N:long)",
            ".ingest inline into table T [a,1] [b,2] [a,3] [c,] [\"d]\",5]",
            ".create materialized-view V on table T { T | summarize arg_max(N, *) by Id }");
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("T | where Id == 'a'", new[] { "b,2", "c,", "d],5" })]
    [TestCase("T | where N > 1 | where Id != 'b'", new[] { "a,1", "b,2", "c," })]
    [TestCase("T | where N > 2 or Id == 'b' // the rest stays", new[] { "a,1", "c," })]
    [TestCase("T | where true", new string[0])]
    [TestCase("T | where N == 99", new[] { "a,1", "b,2", "a,3", "c,", "d],5" })]
    public async Task Selected_rows_are_deleted_and_the_order_of_the_other_rows_is_unchanged(string query, string[] remaining)
    {
        await _server.SetUpAsync($".delete table T records <| {query}");
        Assert.That(await _server.RowsAsync("T | project strcat(Id, ',', N)"), Is.EqualTo(remaining.Select(row => $"[\"{row}\"]")));
    }

    [Test]
    public async Task A_view_over_the_table_does_not_show_deleted_records()
    {
        Assert.That(await _server.RowsAsync("V | where Id == 'a' | project N"), Is.EqualTo(["[3]"]));
        await _server.SetUpAsync(".delete table T records <| T | where N == 3");
        Assert.That(await _server.RowsAsync("V | where Id == 'a' | project N"), Is.EqualTo(["[1]"]));
    }

    /// <summary>
    /// Rows that are deleted from the source are also removed from the view. In Kusto, these rows remain in the view until they are also
    /// deleted from the view.
    /// </summary>
    [Test]
    public async Task Records_are_deleted_from_a_view_and_its_source()
    {
        await _server.SetUpAsync(".delete table T records <| T | where N == 3", ".delete materialized-view V records <| V | where N == 3");
        Assert.That(await _server.RowsAsync("V | where Id == 'a' | project N"), Is.EqualTo(["[1]"]));
    }

    [TestCase("Missing", "V | where N == 3", HttpStatusCode.BadRequest)]
    [TestCase("V", "V | take 1", HttpStatusCode.BadRequest)]
    [TestCase("V", "V | where Missing > 1", HttpStatusCode.BadRequest)]
    public async Task An_invalid_deletion_from_a_view_is_an_error(string view, string query, HttpStatusCode status) =>
        Assert.That((await _server.ManageAsync($".delete materialized-view {view} records <| {query}")).Status, Is.EqualTo(status));

    [TestCase("T | take 1")]
    [TestCase("T")]
    [TestCase("V | where N > 1")]
    [TestCase("T | where N > 1 | project Id")]
    public async Task Only_a_filter_over_the_table_is_accepted(string query)
    {
        var response = await _server.ManageAsync($".delete table T records <| {query}");
        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That((string?)response.Error["@message"], Does.Contain("T | where"));
        Assert.That(await _server.RowsAsync("T | count"), Is.EqualTo(["[5]"]));
    }

    [Test]
    public async Task An_invalid_filter_deletes_nothing()
    {
        var response = await _server.ManageAsync(".delete table T records <| T | where Missing > 1");
        Assert.That((string?)response.Error["@message"], Does.Contain("Missing"));
        Assert.That(await _server.RowsAsync("T | count"), Is.EqualTo(["[5]"]));
    }
}
