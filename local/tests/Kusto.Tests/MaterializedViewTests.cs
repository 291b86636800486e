using LocalKusto.Configuration;
using LocalKusto.Kql;
using LocalKusto.Kql.Binding;
using LocalKusto.Query;
using LocalKusto.Storage;

namespace LocalKusto.Tests;

/// <summary>Tests views that are refreshed by the test or in the background.</summary>
public sealed class MaterializedViewTests : MaterializedViewTestBase
{
    [Test]
    public async Task A_failed_refresh_changes_nothing_and_is_reported()
    {
        await CreateAsync();
        List<Row> rows = [];
        await IngestAsync(rows, [new("a", 1, 5, 0), new("b", 1, 5, 1)]);
        Refresh(100);
        await IngestAsync(rows, [new("a", 1, 6, 2), new("b", 1, 4, 3), new("c", 1, 1, 4)]);

        Assert.That(() => Server.Database.Refresh("Latest", 100, DateTime.UtcNow, () => throw new IOException("disk")),
            Throws.TypeOf<IOException>());

        Assert.That(
            await Server.RowsAsync("Latest | project K1, X, N | order by K1 asc"),
            Is.EqualTo(["""["a",6,2]""", """["b",5,1]""", """["c",1,4]"""]));
        Assert.That(await HealthAsync("Latest"), Is.EqualTo("""["Failed: disk",false]"""));
        Refresh(100);
        Assert.That(
            await Server.RowsAsync("Latest | project K1, X, N | order by K1 asc"),
            Is.EqualTo(["""["a",6,2]""", """["b",5,1]""", """["c",1,4]"""]));
        Assert.That(await HealthAsync("Latest"), Is.EqualTo("""["Completed",true]"""));
    }

    /// <summary>
    /// When the query is planned, the part does not contain the value, so the plan omits the part. When the query runs, the part contains
    /// the value.
    /// </summary>
    [Test]
    public async Task A_refresh_between_planning_and_execution_of_a_query_does_not_hide_rows()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 0)]);
        Refresh(100);
        await IngestAsync([], [new("z", 1, 6, 1)]);
        using var lease = Server.Database.Connections.Rent();
        using var snapshot = new ReadSnapshot(lease.Connection, readsParts: true);
        var query = KqlCompiler.Compile("Latest | where K1 == 'z' | count", Server.Database.Catalog,
            QueryContext.At(DateTime.UtcNow)).Queries[0];
        using var statement = lease.Connection.Prepare(query.Statement);

        Refresh(100);

        using var reader = statement.ExecuteReader();
        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.GetInt64(0), Is.EqualTo(1));
    }

    /// <summary>The second query of a request runs after the first query. Tables and materialized parts are in separate files.</summary>
    [Test]
    public async Task A_refresh_between_two_queries_of_a_request_does_not_show_later_rows_in_the_view()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 0)]);
        Refresh(100);
        var queries = KqlCompiler
            .Compile("Events | count; Latest | count", Server.Database.Catalog, QueryContext.At(DateTime.UtcNow)).Queries;
        using var lease = Server.Database.Connections.Rent();
        using var snapshot = new ReadSnapshot(lease.Connection, readsParts: true);
        Assert.That(Count(queries[0]), Is.EqualTo(1));
        await IngestAsync([], [new("z", 1, 6, 1)]);
        Refresh(100);

        Assert.That(Count(queries[1]), Is.EqualTo(1));

        long Count(CompiledQuery query)
        {
            using var statement = lease.Connection.Prepare(query.Statement);
            using var reader = statement.ExecuteReader();
            Assert.That(reader.Read(), Is.True);
            return reader.GetInt64(0);
        }
    }

    [Test]
    public async Task After_refreshing_a_view_a_connection_finds_a_replaced_table()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 0)]);
        Refresh(100);
        using var lease = Server.Database.Connections.Rent();
        await Server.SetUpAsync(".set-or-replace Events <| print K1 = 'z', K2 = long(1), X = long(9), N = long(0)");

        using var appender = lease.Connection.CreateAppender(Server.Database.Catalog.Tables["Events"].PhysicalName);
        using var chunk = appender.CreateChunk();

        Assert.That(chunk.RowCount, Is.Zero);
    }

    /// <summary>
    /// The view has more new rows than one refresh processes. Combining the remaining rows in the query would take longer and benefit only
    /// this query.
    /// </summary>
    [Test]
    public async Task A_query_on_a_view_that_lags_far_behind_waits_for_all_rows()
    {
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"), materializes: true);
        await CreateAsync();
        await Server.SetUpAsync(".append Events <| range N from 1 to 600000 step 1 | project K1 = tostring(N % 100), K2 = 1, X = N, N");

        Assert.That(await Server.RowsAsync("Latest | summarize count(), sum(X)"), Is.EqualTo(["[100,59995050]"]));

        Assert.That(Server.Database.Catalog.Parts["Latest"].HasDelta, Is.False);
    }

    [Test]
    public async Task A_query_does_not_wait_for_views_that_it_does_not_read()
    {
        await Server.SetUpAsync(
            ".create table Few (K:long, X:long)",
            ".create materialized-view FewView on table Few { Few | summarize arg_max(X, *) by K }",
            ".create table Many (K:long, X:long)",
            ".create materialized-view ManyView on table Many { Many | summarize arg_max(X, *) by K }",
            ".append Few <| print K = 1, X = 1",
            ".append Many <| range X from 1 to 3000000 step 1 | extend K = X % 100 | project K, X");
        var options = new KustoServerOptions { DataDirectory = Folder, Database = "db" };
        await using var materializer = new ViewMaterializer(Server.Database, options);

        var catalog = await materializer.CatchUpAsync(["FewView"], CancellationToken.None);

        Assert.That((catalog.Parts["FewView"].HasDelta, catalog.Parts["ManyView"].HasDelta), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task MaterializedTo_is_the_current_time_only_for_an_up_to_date_view()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 0)]);
        Assert.That(await MaterializedToAsync(), Is.Null, "the view has not been refreshed");
        var at = new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);
        Server.Database.Refresh("Latest", 100, at);
        Assert.That(await MaterializedToAsync(), Is.GreaterThan(at), "the view includes all rows");
        await IngestAsync([], [new("a", 1, 6, 1)]);
        Assert.That(await MaterializedToAsync(), Is.EqualTo(at), "a row arrived after the refresh");

        async Task<DateTime?> MaterializedToAsync() =>
            (DateTime?)(await Server.ManageAsync(".show materialized-view Latest")).Json["Tables"]![0]!["Rows"]![0]![3];
    }

    [TestCase(".alter table Events (K1:string, K2:long, X:long, N:long, More:string)",
        "Latest | getschema | where ColumnName == 'More' | count", "[1]", TestName = "An added column")]
    [TestCase(".drop column Events.N", "Latest | getschema | where ColumnName == 'N' | count", "[0]", TestName = "A dropped column")]
    [TestCase(
        ".create-or-alter materialized-view Latest on table Events { Events | summarize arg_min(X, *) by K1 }", "Latest | project K1, X",
        """["a",1]""", TestName = "A changed definition")]
    [TestCase(
        ".set-or-replace Events <| print K1 = 'z', K2 = long(1), X = long(9), N = long(0)", "Latest | project K1, X", """["z",9]""",
        TestName = "Replaced rows")]
    [TestCase(
        ".append Events <| print K1 = 'a', K2 = long(1), X = long(9), N = long(0)", "Latest | project K1, X", """["a",9]""",
        TestName = "Rows that are appended from a query")]
    public async Task A_view_reflects_changes_of_its_source_and_its_definition(string command, string query, string response)
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 1, 0), new("a", 1, 2, 1)]);
        Refresh(100);

        await Server.SetUpAsync(command);

        Assert.That(await Server.RowsAsync(query), Is.EqualTo([response]));
        Refresh(100);
        Assert.That(await Server.RowsAsync(query), Is.EqualTo([response]), "after the refresh");
    }

    /// <summary>The minimum and maximum of a row group can be values that no row has after an in-place update.</summary>
    [Test]
    public async Task Top_returns_the_correct_row_after_updates([Values(1, 2)] int seed)
    {
        await Server.SetUpAsync(
            ".create table States (K:long, X:long, N:long)",
            ".create materialized-view Last on table States { States | summarize arg_max(X, N) by K }",
            ".append States <| range K from 1 to 300000 step 1 | extend X = 1, N = 100000 + K % 1000");
        Refresh(1_000_000);
        var random = new Random(seed);
        for (var round = 2; round < 8; round++)
        {
            // Rounds with extreme values alternate with rounds that replace these values with ordinary values for the same keys.
            var isExtreme = round % 2 == 0;
            var rows = Enumerable.Range(0, 20)
                .Select(i =>
                    $"{(seed * 1000) + (i * 14_000)}, {round}, {(isExtreme ? random.Next(2) * 900_000 : 100_500 + random.Next(100))}");
            await Server.SetUpAsync($".append States <| datatable(K:long, X:long, N:long)[{string.Join(", ", rows)}]");
            Refresh(1_000_000);

            Assert.That(await Server.RowsAsync("Last | top 1 by N | project N"),
                Is.EqualTo(await Server.RowsAsync("Last | summarize max(N)")), $"round {round}");
            Assert.That(await Server.RowsAsync("Last | top 1 by N asc | project N"),
                Is.EqualTo(await Server.RowsAsync("Last | summarize min(N)")), $"round {round}");
        }
    }

    [Test]
    public async Task A_dropped_view_and_its_source_can_be_recreated()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 1, 0)]);
        Refresh(100);
        await Server.SetUpAsync(
            ".drop materialized-view Latest", ".drop materialized-view ByTwo", ".drop materialized-view First",
                ".drop materialized-view Any", ".drop materialized-view Stated", ".drop table Events");

        await CreateAsync();

        Assert.That(await Server.RowsAsync("Latest"), Is.Empty);
        await IngestAsync([], [new("b", 1, 1, 0)]);
        Refresh(100);
        Assert.That(await Server.RowsAsync("Latest | project K1"), Is.EqualTo(["""["b"]"""]));
    }

    [TestCase("Events | summarize count() by K1", TestName = "Another aggregate")]
    [TestCase("Events | where X in ((Events | project X)) | summarize arg_max(X, *) by K1", TestName = "A second source")]
    [TestCase("Events | extend R = rand() | summarize arg_max(R, *) by K1", TestName = "A random number")]
    [TestCase("Events | where X > 0 and now() > datetime(2020-01-01) | summarize arg_max(X, *) by K1", TestName = "The current time")]
    public async Task A_view_without_incremental_refresh_is_computed_at_query_time(string query)
    {
        await CreateAsync();
        await Server.SetUpAsync($".create materialized-view Other on table Events {{ {query} }}");
        await IngestAsync([], [new("a", 1, 1, 0), new("b", 1, 1, 0)]);

        Assert.That(Server.Database.Catalog.Parts.ContainsKey("Other"), Is.False);
        Assert.That(await Server.RowsAsync("Other | count"), Is.EqualTo(["[2]"]));
    }

    [Test]
    public async Task Queries_find_their_tables_while_views_and_rows_are_replaced([Values] bool refreshesInBackground)
    {
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"), refreshesInBackground);
        await CreateAsync();
        using var replaced = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!replaced.IsCancellationRequested)
                await Server.RowsAsync("Latest | join kind=inner Events on K1 | project K1, X, X1");
        });
        for (var i = 0; i < 40; i++)
        {
            await IngestAsync([], [new("a", 1, i, i)]);
            if (!refreshesInBackground)
                Refresh(100);
            await Server.SetUpAsync(i % 2 == 0
                ? ".clear table Events data"
                : $".create-or-alter materialized-view Latest on table Events {{ Events | where N != {i} | "
                    + $"summarize arg_max(X, *) by K1 }}");
        }
        await replaced.CancelAsync();
        Assert.That(() => reading, Throws.Nothing);
    }

    [Test]
    public async Task Concurrent_queries_return_all_rows_stored_before_each_query()
    {
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"), materializes: true);
        await CreateAsync();

        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < 15; i++)
            {
                await IngestAsync([], [new($"c{client}", 1, i, i), new("all", client, i, i)]);
                var rows = await Server.RowsAsync($"Latest | where K1 == 'c{client}' | project X, N");
                if (rows is not [var row] || row != $"[{i},{i}]")
                    wrong.Add($"client {client} stored {i} and read {string.Join(';', rows)}");
            }
        })));
        Assert.That(wrong, Is.Empty);
        Assert.That(await Server.RowsAsync("Latest | count"), Is.EqualTo(["[33]"]));
    }

    private async Task<string> HealthAsync(string view) =>
        (await Server.ManageAsync($".show materialized-view {view} | project LastRunResult, IsHealthy")).Rows().Single();
}
