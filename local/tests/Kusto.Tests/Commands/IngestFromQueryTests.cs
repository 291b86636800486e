using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Commands;

public sealed class IngestFromQueryTests
{
    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync();
        await _server.SetUpAsync(".set T <| range x from 1 to 3 step 1 | extend s = tostring(x)");
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Set_creates_a_table_with_the_columns_and_rows_of_the_query()
    {
        Assert.That(await _server.SchemaAsync("T"), Is.EqualTo("x:long,s:string"));
        Assert.That(await _server.RowsAsync("T | summarize count(), sum(x)"), Is.EqualTo(["[3,6]"]));
    }

    [Test]
    public async Task Append_adds_the_rows_of_the_query()
    {
        await _server.SetUpAsync(".append T <| print 4, 'four'");

        Assert.That(await _server.RowsAsync("T | summarize count(), sum(x)"), Is.EqualTo(["[4,10]"]));
    }

    [Test]
    public async Task Set_or_replace_replaces_all_rows()
    {
        await _server.SetUpAsync(".append T <| print 4, 'four'");

        await _server.SetUpAsync(".set-or-replace T <| T | where x > 2");

        Assert.That(await _server.RowsAsync("T | order by x asc"), Is.EqualTo(["""[3,"3"]""", """[4,"four"]"""]));
    }

    [Test]
    public async Task The_response_describes_the_new_extent()
    {
        var replaced = await _server.ManageAsync(".set-or-replace T <| T | where x > 1");

        Assert.That(replaced.ColumnNames(),
            Is.EqualTo(["ExtentId", "OriginalSize", "ExtentSize", "CompressedSize", "IndexSize", "RowCount"]));
        Assert.That(replaced.Rows().Single(), Does.EndWith(",0.0,0.0,0.0,0.0,2]"));
    }

    [Test]
    public async Task A_query_without_rows_creates_no_extent() =>
        Assert.That((await _server.ManageAsync(".set-or-append T <| T | where x > 99")).Rows(), Is.Empty);
}
