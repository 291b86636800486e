using System.Globalization;
using System.Net;
using LocalKusto.Kql;
using LocalKusto.Query;

namespace LocalKusto.Tests;

/// <summary>
/// Views whose parts are folded when the test says so. Each view is compared with a model in memory: of the rows of a key the first by the
/// order, of equals the one that came first.
/// </summary>
public sealed class MaterializedViewTests
{
    private string _directory = null!;
    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _directory = Directory.CreateTempSubdirectory("kusto-test-").FullName;
        _server = await RestartAsync(Path.Combine(_directory, "0"));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Answers_are_those_of_all_rows_whatever_comes_between([Values(1, 2, 3, 4)] int seed)
    {
        await CreateAsync();
        var random = new Random(seed);
        var rows = new List<Row>();
        var generation = 0;
        for (var step = 0; step < 40; step++)
        {
            switch (random.Next(12))
            {
                case < 5:
                    await IngestAsync(rows, [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Row.Random(random, rows.Count))]);
                    break;
                case < 8:
                    Fold(random.Next(1, 20));
                    break;
                case 8:
                    Assert.That(() => _server.Database.Fold("Latest", 5, DateTime.UtcNow, () => throw new IOException("disk")),
                        Throws.TypeOf<IOException>());
                    break;
                case 9 when random.Next(4) == 0:
                    await _server.SetUpAsync(".clear table Events data");
                    rows.Clear();
                    break;
                case 10:
                    await _server.DisposeAsync();
                    _server = await RestartAsync(Path.Combine(_directory, generation.ToString(CultureInfo.InvariantCulture)));
                    break;
                case 11:
                    generation++;
                    await KillAsync(generation);
                    break;
            }
            await AssertViewsAsync(rows, $"seed {seed}, step {step}");
        }
    }

    [Test]
    public async Task A_fold_that_fails_half_way_changes_nothing_and_is_told()
    {
        await CreateAsync();
        List<Row> rows = [];
        await IngestAsync(rows, [new("a", 1, 5, 0), new("b", 1, 5, 1)]);
        Fold(100);
        await IngestAsync(rows, [new("a", 1, 6, 2), new("b", 1, 4, 3), new("c", 1, 1, 4)]);

        Assert.That(() => _server.Database.Fold("Latest", 100, DateTime.UtcNow, () => throw new IOException("disk")),
            Throws.TypeOf<IOException>());

        Assert.That(
            await _server.RowsAsync("Latest | project K1, X, N | order by K1 asc"),
            Is.EqualTo(["""["a",6,2]""", """["b",5,1]""", """["c",1,4]"""]));
        Assert.That(await HealthAsync("Latest"), Is.EqualTo("""["Failed: disk",false]"""));
        Fold(100);
        Assert.That(
            await _server.RowsAsync("Latest | project K1, X, N | order by K1 asc"),
            Is.EqualTo(["""["a",6,2]""", """["b",5,1]""", """["c",1,4]"""]));
        Assert.That(await HealthAsync("Latest"), Is.EqualTo("""["Completed",true]"""));
    }

    /// <summary>The plan leaves the part out, since it does not hold the value; when the statement runs it does.</summary>
    [Test]
    public async Task A_fold_between_the_planning_and_the_running_of_a_query_hides_no_row()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 0)]);
        Fold(100);
        await IngestAsync([], [new("z", 1, 6, 1)]);
        using var lease = _server.Database.Connections.Rent();
        using var snapshot = new ReadSnapshot(lease.Connection);
        var query = KqlCompiler.Compile("Latest | where K1 == 'z' | count", _server.Database.Catalog,
            QueryContext.At(DateTime.UtcNow)).Queries[0];
        using var statement = lease.Connection.Prepare(query.Sql);
        statement.Bind(query.Parameters);

        Fold(100);

        using var reader = statement.ExecuteReader();
        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.GetInt64(0), Is.EqualTo(1));
    }

    [Test]
    public async Task A_connection_that_has_refreshed_a_view_finds_a_table_that_was_replaced_since()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 0)]);
        Fold(100);
        using var lease = _server.Database.Connections.Rent();
        await _server.SetUpAsync(".set-or-replace Events <| print K1 = 'z', K2 = long(1), X = long(9), N = long(0)");

        using var appender = lease.Connection.CreateAppender(_server.Database.Catalog.Tables["Events"].PhysicalName);
        using var chunk = appender.CreateChunk();

        Assert.That(chunk.RowCount, Is.Zero);
    }

    [Test]
    public async Task A_view_is_materialized_to_now_only_when_it_has_all_rows()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 0)]);
        Assert.That(await MaterializedToAsync(), Is.Null, "nothing was ever taken in");
        var at = new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);
        _server.Database.Fold("Latest", 100, at);
        Assert.That(await MaterializedToAsync(), Is.GreaterThan(at), "all rows are in: to the present");
        await IngestAsync([], [new("a", 1, 6, 1)]);
        Assert.That(await MaterializedToAsync(), Is.EqualTo(at), "a row waits since then");

        async Task<DateTime?> MaterializedToAsync() =>
            (DateTime?)(await _server.ManageAsync(".show materialized-view Latest")).Json["Tables"]![0]!["Rows"]![0]![3];
    }

    [TestCase(".alter table Events (K1:string, K2:long, X:long, N:long, More:string)",
        "Latest | getschema | where ColumnName == 'More' | count", "[1]", TestName = "A column that comes")]
    [TestCase(".drop column Events.N", "Latest | getschema | where ColumnName == 'N' | count", "[0]", TestName = "A column that goes")]
    [TestCase(
        ".create-or-alter materialized-view Latest on table Events { Events | summarize arg_min(X, *) by K1 }", "Latest | project K1, X",
        """["a",1]""", TestName = "Another query")]
    [TestCase(
        ".set-or-replace Events <| print K1 = 'z', K2 = long(1), X = long(9), N = long(0)", "Latest | project K1, X", """["z",9]""",
        TestName = "Other rows")]
    [TestCase(
        ".append Events <| print K1 = 'a', K2 = long(1), X = long(9), N = long(0)", "Latest | project K1, X", """["a",9]""",
        TestName = "More rows of a query")]
    public async Task A_view_follows_its_source_and_its_definition(string command, string query, string answer)
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 1, 0), new("a", 1, 2, 1)]);
        Fold(100);

        await _server.SetUpAsync(command);

        Assert.That(await _server.RowsAsync(query), Is.EqualTo([answer]));
        Fold(100);
        Assert.That(await _server.RowsAsync(query), Is.EqualTo([answer]), "after a fold");
    }

    /// <summary>Rows that were updated where they are leave bounds behind that no row has any more.</summary>
    [Test]
    public async Task Top_is_the_first_of_all_rows_after_updates([Values(1, 2)] int seed)
    {
        await _server.SetUpAsync(
            ".create table States (K:long, X:long, N:long)",
            ".create materialized-view Last on table States { States | summarize arg_max(X, N) by K }",
            ".append States <| range K from 1 to 300000 step 1 | extend X = 1, N = 100000 + K % 1000");
        Fold(1_000_000);
        var random = new Random(seed);
        for (var round = 2; round < 8; round++)
        {
            // Extreme values first, then ordinary ones for the same keys.
            var isExtreme = round % 2 == 0;
            var rows = Enumerable.Range(0, 20)
                .Select(i =>
                    $"{(seed * 1000) + (i * 14_000)}, {round}, {(isExtreme ? random.Next(2) * 900_000 : 100_500 + random.Next(100))}");
            await _server.SetUpAsync($".append States <| datatable(K:long, X:long, N:long)[{string.Join(", ", rows)}]");
            Fold(1_000_000);

            Assert.That(await _server.RowsAsync("Last | top 1 by N | project N"),
                Is.EqualTo(await _server.RowsAsync("Last | summarize max(N)")), $"round {round}");
            Assert.That(await _server.RowsAsync("Last | top 1 by N asc | project N"),
                Is.EqualTo(await _server.RowsAsync("Last | summarize min(N)")), $"round {round}");
        }
    }

    [Test]
    public async Task A_dropped_view_and_its_source_can_be_made_anew()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 1, 0)]);
        Fold(100);
        await _server.SetUpAsync(
            ".drop materialized-view Latest", ".drop materialized-view ByTwo", ".drop materialized-view First",
                ".drop materialized-view Any", ".drop materialized-view Stated", ".drop table Events");

        await CreateAsync();

        Assert.That(await _server.RowsAsync("Latest"), Is.Empty);
        await IngestAsync([], [new("b", 1, 1, 0)]);
        Fold(100);
        Assert.That(await _server.RowsAsync("Latest | project K1"), Is.EqualTo(["""["b"]"""]));
    }

    [TestCase("Events | summarize count() by K1", TestName = "Another aggregate")]
    [TestCase("Events | where X in ((Events | project X)) | summarize arg_max(X, *) by K1", TestName = "A second source")]
    [TestCase("Events | extend R = rand() | summarize arg_max(R, *) by K1", TestName = "Chance")]
    [TestCase("Events | where X > 0 and now() > datetime(2020-01-01) | summarize arg_max(X, *) by K1", TestName = "The time")]
    public async Task What_cannot_be_kept_is_computed_when_it_is_read(string query)
    {
        await CreateAsync();
        await _server.SetUpAsync($".create materialized-view Other on table Events {{ {query} }}");
        await IngestAsync([], [new("a", 1, 1, 0), new("b", 1, 1, 0)]);

        Assert.That(_server.Database.Catalog.Parts.ContainsKey("Other"), Is.False);
        Assert.That(await _server.RowsAsync("Other | count"), Is.EqualTo(["[2]"]));
    }

    [Test]
    public async Task In_the_background_views_take_all_rows_in()
    {
        await _server.DisposeAsync();
        _server = await RestartAsync(Path.Combine(_directory, "0"), materializes: true);
        await CreateAsync();
        List<Row> rows = [];
        for (var i = 0; i < 20; i++)
            await IngestAsync(rows, [new("a", i % 3, i, i), new("b", null, -i, i)]);
        await AssertViewsAsync(rows, "while it folds");

        await Eventually.IsTrueAsync(() => _server.Database.Catalog.Parts.Values.All(part => !part.HasDelta), "the views take all rows in");
        await AssertViewsAsync(rows, "folded");
    }

    [Test]
    public async Task Queries_find_their_tables_while_views_and_rows_are_replaced([Values] bool foldsInBackground)
    {
        await _server.DisposeAsync();
        _server = await RestartAsync(Path.Combine(_directory, "0"), foldsInBackground);
        await CreateAsync();
        using var replaced = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!replaced.IsCancellationRequested)
                await _server.RowsAsync("Latest | join kind=inner Events on K1 | project K1, X, X1");
        });
        for (var i = 0; i < 40; i++)
        {
            await IngestAsync([], [new("a", 1, i, i)]);
            if (!foldsInBackground)
                Fold(100);
            await _server.SetUpAsync(i % 2 == 0
                ? ".clear table Events data"
                : $".create-or-alter materialized-view Latest on table Events {{ Events | where N != {i} | "
                    + $"summarize arg_max(X, *) by K1 }}");
        }
        await replaced.CancelAsync();
        Assert.That(() => reading, Throws.Nothing);
    }

    [Test]
    public async Task What_was_stored_before_a_query_is_in_its_answer_however_many_ask_at_once()
    {
        await _server.DisposeAsync();
        _server = await RestartAsync(Path.Combine(_directory, "0"), materializes: true);
        await CreateAsync();

        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < 15; i++)
            {
                await IngestAsync([], [new($"c{client}", 1, i, i), new("all", client, i, i)]);
                var rows = await _server.RowsAsync($"Latest | where K1 == 'c{client}' | project X, N");
                if (rows is not [var row] || row != $"[{i},{i}]")
                    wrong.Add($"client {client} stored {i} and read {string.Join(';', rows)}");
            }
        })));
        Assert.That(wrong, Is.Empty);
        Assert.That(await _server.RowsAsync("Latest | count"), Is.EqualTo(["[33]"]));
    }

    private static Task<KustoTestServer> RestartAsync(string directory, bool materializes = false) =>
        KustoTestServer.StartAsync(directory, options => options with { MaterializesViews = materializes, MaxConcurrentQueries = 100 });

    /// <summary>Goes on with what is in the files now, which is what a killed process leaves behind.</summary>
    private async Task KillAsync(int generation)
    {
        var copy = Path.Combine(_directory, generation.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(_server.DataDirectory, "kusto.duckdb*"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        await _server.DisposeAsync();
        _server = await RestartAsync(copy);
    }

    private Task CreateAsync() => _server.SetUpAsync(
        ".create table Events (K1:string, K2:long, X:long, N:long)",
        ".alter table Events policy streamingingestion enable",
        ".create materialized-view Latest on table Events { Events | summarize arg_max(X, *) by K1 }",
        ".create materialized-view ByTwo on table Events { Events | where N % 5 != 4 | extend Y = X * 2 | project Y, K2, K1, N | "
        + "summarize arg_max(Y, N) by K1, K2 }",
        ".create materialized-view First on table Events { Events | summarize Least = arg_min(X, N) by K2 }",
        ".create materialized-view Any on table Events { Events | summarize take_any(*) by K1, K2 }",

        // The last stated value of each property: an event that states none erases none.
        """
        .create materialized-view Stated on table Events {
            Events
            | extend K2Version = iff(isnotnull(K2), strcat('v', N + 1000000), ''),
                XVersion = iff(isnotnull(X), strcat('v', N + 1000000), '')
            | summarize arg_max(N, K1Again = K1), arg_max(K2Version, K2), arg_min(XVersion, FirstX = X), arg_max(XVersion, X) by K1
        }
        """);

    private async Task IngestAsync(List<Row> rows, Row[] added)
    {
        var answer = await _server.IngestAsync("Events", string.Join('\n', added.Select(row => row.Json)), "streamFormat=json");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Text);
        rows.AddRange(added);
    }

    private void Fold(long maxRows)
    {
        foreach (var view in _server.Database.Catalog.Parts.Keys)
            _server.Database.Fold(view, maxRows, DateTime.UtcNow);
    }

    private async Task AssertViewsAsync(List<Row> rows, string when)
    {
        await AssertAsync("Latest | project K1, X, K2, N", rows.GroupBy(row => row.K1)
            .Select(group => group.OrderByDescending(row => row.X ?? long.MinValue).First()),
            row => $"[\"{row.K1}\",{Text(row.X)},{Text(row.K2)},{row.N}]", when);
        await AssertAsync("ByTwo | project K1, K2, Y, N",
            rows.Where(row => row.N % 5 != 4).GroupBy(row => (row.K1, row.K2))
                .Select(group => group.OrderByDescending(row => row.X ?? long.MinValue).First()),
            row => $"[\"{row.K1}\",{Text(row.K2)},{Text(row.X * 2)},{row.N}]", when);
        await AssertAsync("First | project K2, Least, N", rows.GroupBy(row => row.K2)
            .Select(group => group.OrderBy(row => row.X ?? long.MaxValue).First()),
            row => $"[{Text(row.K2)},{Text(row.X)},{row.N}]", when);
        await AssertAsync("Any | project K1, K2, X, N", rows.GroupBy(row => (row.K1, row.K2)).Select(group => group.First()),
            row => $"[\"{row.K1}\",{Text(row.K2)},{Text(row.X)},{row.N}]", when);
        await AssertAsync("Stated | project K1, N, K2, X", rows.GroupBy(row => row.K1), group =>
            $"[\"{group.Key}\",{group.Max(row => row.N)},{Text(Last(group, row => row.K2))},{Text(Last(group, row => row.X))}]", when);
        await AssertAsync("Stated | where K1 == 'k2' and isnotnull(X) | project X",
            rows.Where(row => row.K1 == "k2" && row.X is not null).GroupBy(row => row.K1), group => $"[{Text(Last(group, row => row.X))}]",
                when);
        await AssertAsync("Latest | where K1 == 'k3' | project N",
            rows.Where(row => row.K1 == "k3").OrderByDescending(row => row.X ?? long.MinValue).Take(1), row => $"[{row.N}]", when);
    }

    /// <summary>The value of the newest row that has one.</summary>
    private static long? Last(IEnumerable<Row> rows, Func<Row, long?> value) => rows.Where(row => value(row) is not null)
        .OrderByDescending(row => row.N).Select(value).FirstOrDefault();

    private async Task AssertAsync<T>(string query, IEnumerable<T> expected, Func<T, string> text, string when) =>
        Assert.That(await _server.RowsAsync(query), Is.EquivalentTo(expected.Select(text)), $"{query}, {when}");

    private async Task<string> HealthAsync(string view) =>
        (await _server.ManageAsync($".show materialized-view {view} | project LastRunResult, IsHealthy")).Rows().Single();

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";

    /// <summary><paramref name="N"/> tells rows apart.</summary>
    private sealed record Row(string K1, long? K2, long? X, long N)
    {
        public string Json =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"K1":"{{K1}}","K2":{{Text(K2)}},"X":{{Text(X)}},"N":{{N}}}""");

        /// <summary>Few keys and few values: late rows, ties and repeated keys are the rule.</summary>
        public static Row Random(Random random, int n) => new(
            $"k{random.Next(6)}", random.Next(4) is > 0 and var key ? key : null, random.Next(8) is > 0 and var x ? x
                : null, n + random.Next(1000) * 1000L);
    }
}
