using System.Diagnostics;
using System.Net;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests that a request ends at its time limit and that its changes are rolled back.</summary>
[TestFixture]
public sealed class TimeLimitTests
{
    private static readonly object OneSecond = new { Options = new { servertimeout = "00:00:01" } };

    private KustoTestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync();
        await _server.SetUpAsync(".create table T (x:long)", ".ingest inline into table T <| 1");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    /// <summary>
    /// DuckDB checks for an interrupt only between chunks of 2,048 rows. The test first measures the time per row and sets the limit to
    /// half the time of a chunk, so that the test does not depend on the speed of the machine.
    /// </summary>
    [Test]
    public async Task A_native_function_ends_at_the_time_limit_within_a_chunk()
    {
        const int rows = 50;
        await QueryAsync(rows, "00:04:00");
        var (_, measured) = await QueryAsync(rows, "00:04:00");

        var (status, elapsed) = await QueryAsync(1_000_000, "00:00:01");

        Assert.That(status, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        Assert.That(elapsed, Is.LessThan(measured / rows * 1_024));

        async Task<(HttpStatusCode Status, TimeSpan Elapsed)> QueryAsync(int count, string limit)
        {
            var start = Stopwatch.GetTimestamp();
            var response = await _server.QueryAsync(
                "let a = toscalar(range i from 1 to 400000 step 1 | summarize make_list(i, 400000)); "
                + $"range x from 1 to {count} step 1 | summarize sum(array_length(set_intersect(a, pack_array(x))))",
                new { Options = new { servertimeout = limit } });
            return (response.Status, Stopwatch.GetElapsedTime(start));
        }
    }

    [Test]
    public async Task A_command_ends_at_the_time_limit_and_stores_nothing()
    {
        var response = await _server.ManageAsync(".append T <| range x from 1 to 1000000000000 step 1", OneSecond);

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.GatewayTimeout), response.Text);
        Assert.That(await _server.RowsAsync("T | count"), Is.EqualTo(["[1]"]));
    }

    [Test]
    public async Task A_value_that_is_too_large_is_a_query_error()
    {
        var response = await _server.QueryAsync("print strlen(strrep(strrep(strrep('a', 1024), 1024), 1000))");

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That(response.Text, Does.Contain("a value is too large"));
    }

    [Test]
    public async Task A_pipeline_that_is_too_deep_for_the_database_is_not_an_engine_error()
    {
        var response = await _server.QueryAsync("print x=1" + string.Concat(Enumerable.Repeat("|take 1", 1_100)));

        Assert.That((int)response.Status, Is.LessThan(500), response.Text);
    }
}
