using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Commands;

public sealed class TableCommandTests
{
    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await KustoTestServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Creating_an_existing_table_does_not_change_the_table()
    {
        await _server.SetUpAsync(".create tables A (x:int), B (y:string)", ".create table A (other:real)");

        Assert.That(await _server.SchemaAsync("A"), Is.EqualTo("x:int"));
    }

    [Test]
    public async Task A_merge_adds_columns()
    {
        await _server.SetUpAsync(
            ".create table A (x:int)",
            ".ingest inline into table A <| 1\n",
            ".create-merge table A (y:string, x:int)",
            ".alter-merge table A (z:datetime)");

        Assert.That(await _server.SchemaAsync("A"), Is.EqualTo("x:int,y:string,z:datetime"));
        Assert.That(await _server.RowsAsync("A"), Is.EqualTo(["""[1,"",null]"""]));
    }

    [Test]
    public async Task An_altered_table_has_the_new_columns_in_the_new_order()
    {
        await _server.SetUpAsync(
            ".create table A (x:int)",
            ".ingest inline into table A <| 1\n",
            ".alter table A (z:datetime, w:long, x:int)",
            ".ingest inline into table A <| 2024-05-01,7,2\n");

        Assert.That(await _server.SchemaAsync("A"), Is.EqualTo("z:datetime,w:long,x:int"));
        Assert.That(await _server.RowsAsync("A | order by x asc"), Is.EqualTo(["[null,null,1]", """["2024-05-01T00:00:00Z",7,2]"""]));
    }

    [Test]
    public async Task A_renamed_column_retains_its_values()
    {
        await CreateWithRowAsync();

        await _server.SetUpAsync(".rename column A.w to v");

        Assert.That(await _server.SchemaAsync("A"), Is.EqualTo("z:datetime,v:long,x:int"));
        Assert.That(await _server.RowsAsync("A"), Is.EqualTo(["""["2024-05-01T00:00:00Z",7,2]"""]));
    }

    [Test]
    public async Task A_column_whose_type_changes_loses_its_values()
    {
        await CreateWithRowAsync();

        await _server.SetUpAsync(".alter column A.x type=string");

        Assert.That(await _server.SchemaAsync("A"), Is.EqualTo("z:datetime,w:long,x:string"));
        Assert.That(await _server.RowsAsync("A"), Is.EqualTo(["""["2024-05-01T00:00:00Z",7,""]"""]));
    }

    [Test]
    public async Task A_dropped_column_is_removed_from_the_rows()
    {
        await CreateWithRowAsync();

        await _server.SetUpAsync(".drop column A.z");

        Assert.That(await _server.SchemaAsync("A"), Is.EqualTo("w:long,x:int"));
        Assert.That(await _server.RowsAsync("A"), Is.EqualTo(["[7,2]"]));
    }

    [Test]
    public async Task The_names_of_two_tables_can_be_swapped()
    {
        await _server.SetUpAsync(".create tables A (v:long, x:string), B (y:string)", ".rename tables A = B, B = A");

        Assert.That(await _server.SchemaAsync("B"), Is.EqualTo("v:long,x:string"));
    }

    [Test]
    public async Task A_cleared_table_has_no_rows()
    {
        await CreateWithRowAsync();

        await _server.SetUpAsync(".clear table A data");

        Assert.That(await _server.RowsAsync("A | count"), Is.EqualTo(["[0]"]));
    }

    [Test]
    public async Task Dropped_tables_are_not_listed()
    {
        await _server.SetUpAsync(
            ".create tables A (x:int), B (y:string)",
            ".drop table B",
            ".drop table B ifexists",
            ".drop tables (A, Nothing) ifexists");

        Assert.That((await _server.ManageAsync(".show tables")).Rows(), Is.Empty);
    }

    private Task CreateWithRowAsync() => _server.SetUpAsync(
        ".create table A (z:datetime, w:long, x:int)", ".ingest inline into table A <| 2024-05-01,7,2\n");
}
