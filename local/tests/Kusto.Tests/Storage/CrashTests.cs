using LocalKusto.Catalog;
using LocalKusto.Configuration;
using LocalKusto.DuckDb;
using LocalKusto.Storage;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Storage;

/// <summary>
/// Tests the start of an engine with the files of a killed engine: a database, and a log with changes to a view's materialized part and its
/// index. DuckDB applies replayed changes to an index only when the index is first used, and can lose these changes.
/// </summary>
internal sealed class CrashTests
{
    private const int Keys = 1_500;

    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("kusto-test-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// The engine stops immediately after it starts, and DuckDB writes a checkpoint. Without new indexes, rows would not be found by key.
    /// </summary>
    [Test]
    public async Task Rows_survive_a_kill_and_two_restarts()
    {
        await RunAsync(0, isFirst: true, database => InsertAndRefresh(database, 0, Keys));
        await (await StartAsync(1)).DisposeAsync();

        await using var server = await StartAsync(1);
        await AssertFoundAsync(server, Keys);
        InsertAndRefresh(server.Database, Keys, 2 * Keys);
        await AssertFoundAsync(server, 2 * Keys);
    }

    /// <summary>Simulates a kill after the old indexes are dropped and before new indexes are created.</summary>
    [Test]
    public async Task Missing_indexes_are_created()
    {
        await RunAsync(0, isFirst: true, database => InsertAndRefresh(database, 0, Keys));
        await (await StartAsync(1)).DisposeAsync();
        ChangeParts(1, MaterializedPartStore.DropIndexes);

        await using var server = await StartAsync(1);
        await AssertFoundAsync(server, Keys);
    }

    [Test]
    public async Task A_materialized_part_in_an_earlier_format_is_rebuilt()
    {
        await RunAsync(0, isFirst: true, database => InsertAndRefresh(database, 0, Keys));
        await (await StartAsync(1)).DisposeAsync();
        ChangeParts(1, connection =>
        {
            connection.Execute("UPDATE parts.materialized_parts SET definition = replace(definition, ' -- 2', '')");
            connection.Execute("INSERT INTO parts.p1 FROM parts.p1 LIMIT 1");
        });

        await using var server = await StartAsync(1);
        await AssertFoundAsync(server, Keys);
        Assert.That(server.Database.Refresh("Latest", int.MaxValue, DateTime.UtcNow)?.Rows, Is.EqualTo(Keys));
    }

    [Test]
    public async Task Deleted_materialized_parts_are_built_again()
    {
        await RunAsync(0, isFirst: true, database => InsertAndRefresh(database, 0, Keys));
        File.Delete(Path.Combine(GetFolder(1), KustoServerOptions.PartsFile));
        File.Delete(Path.Combine(GetFolder(1), KustoServerOptions.PartsFile + ".wal"));

        await using var server = await StartAsync(1);
        await AssertFoundAsync(server, Keys);
        InsertAndRefresh(server.Database, Keys, 2 * Keys);
        await AssertFoundAsync(server, 2 * Keys);
    }

    /// <summary>The log of the tables is truncated, for example by a damaged disk. The parts include the rows that are missing.</summary>
    [Test]
    public async Task A_materialized_part_that_includes_missing_rows_is_rebuilt()
    {
        var tables = new Dictionary<string, byte[]>();
        await RunAsync(0, isFirst: true, database =>
        {
            InsertAndRefresh(database, 0, Keys);
            tables = ReadTables(0);
            InsertAndRefresh(database, Keys, Keys + 100);
        });
        ReplaceTables(1, tables);

        await using var server = await StartAsync(1);
        await AssertFoundAsync(server, Keys);
    }

    /// <summary>The tables of another database have the same definitions, the same DuckDB names, and more rows.</summary>
    [Test]
    public async Task Materialized_parts_of_another_database_are_rebuilt()
    {
        await RunAsync(0, isFirst: true, database => InsertAndRefresh(database, 0, Keys));
        var tables = ReadTables(1);
        await RunAsync(10, isFirst: true, database => InsertAndRefresh(database, 7, 50));
        ReplaceTables(11, tables);

        await using var server = await StartAsync(11);
        await AssertFoundAsync(server, Keys);
        InsertAndRefresh(server.Database, Keys, 2 * Keys);
        await AssertFoundAsync(server, 2 * Keys);
    }

    /// <summary>Simulates a kill after a copy of a part is committed and before the old table is dropped.</summary>
    [Test]
    public async Task The_old_table_of_a_compacted_part_is_dropped()
    {
        await RunAsync(0, isFirst: true, database => InsertAndRefresh(database, 0, Keys));
        await (await StartAsync(1)).DisposeAsync();
        ChangeParts(1, connection => connection.Execute("CREATE TABLE parts.p90 (c0 VARCHAR); CREATE INDEX p90_key ON parts.p90 (c0)"));

        await using var server = await StartAsync(1);
        await AssertFoundAsync(server, Keys);
    }

    /// <summary>
    /// DuckDB writes the new rows of a large transaction to the log as row groups, and writes the deleted rows by row number.
    /// </summary>
    [Test]
    public async Task Rows_survive_a_kill_during_the_replacement_of_rows()
    {
        const int Loaded = 300_000;
        await RunAsync(0, isFirst: true, database =>
        {
            InsertAndRefresh(database, 0, Loaded, keys: Loaded);
            InsertAndRefresh(database, Loaded, Loaded + 900, keys: Loaded);
        });
        await RunAsync(1, isFirst: false, database => InsertAndRefresh(database, Loaded + 900, Loaded + 1_800, keys: Loaded));

        await using var server = await StartAsync(2);
        await AssertFoundAsync(server, Loaded + 1_800, keys: Loaded);
        InsertAndRefresh(server.Database, Loaded + 1_800, Loaded + 2_000, keys: Loaded);
        await AssertFoundAsync(server, Loaded + 2_000, keys: Loaded);
    }

    /// <summary>
    /// The copy of a materialized part is a new table with a new index. The table and the index are created when the log is replayed.
    /// </summary>
    [Test]
    public async Task Rows_survive_a_kill_during_a_compaction()
    {
        const int Rows = 60_000;
        await RunAsync(0, isFirst: true, database =>
        {
            for (var i = 0; i < Rows; i += Keys)
                InsertAndRefresh(database, i, i + Keys);
            Assert.That(database.Compact("Latest", share: 4), Is.True);
            InsertAndRefresh(database, Rows, Rows + 900);
        });

        await using var server = await StartAsync(1);
        InsertAndRefresh(server.Database, Rows + 900, Rows + 1_000);
        await AssertFoundAsync(server, Rows + 1_000);
    }

    /// <summary>
    /// Starts an engine, applies a change, and copies the files to the next generation's folder while the engine is running.
    /// </summary>
    private async Task RunAsync(int generation, bool isFirst, Action<KustoDatabase> change)
    {
        await using var server = await StartAsync(generation);
        if (isFirst)
        {
            await server.SetUpAsync(
                ".create table Events (K:string, N:long, Text:string)",
                ".create materialized-view Latest on table Events { Events | summarize arg_max(N, *) by K }",
                ".create materialized-view Earliest on table Events { Events | summarize arg_min(N, *) by K }");
        }

        change(server.Database);
        Directory.CreateDirectory(GetFolder(generation + 1));
        foreach (var file in Directory.GetFiles(GetFolder(generation), "*.duckdb*"))
            File.Copy(file, Path.Combine(GetFolder(generation + 1), Path.GetFileName(file)));
    }

    private async Task<KustoTestServer> StartAsync(int generation)
    {
        var server = await KustoTestServer.StartAsync(GetFolder(generation), options => options with { MaterializesViews = false });
        using var lease = server.Database.Connections.Rent();
        using var indexes = lease.Connection.ExecuteReader("SELECT database_name || '.' || table_name FROM duckdb_indexes()");
        var indexed = new List<string>();
        while (indexes.Read())
            indexed.Add(indexes.GetString(0));
        Assert.That(indexed, Is.EquivalentTo(server.Database.Catalog.Parts.Values.Select(part => part.PhysicalName)));
        return server;
    }

    private Dictionary<string, byte[]> ReadTables(int generation) => Directory
        .GetFiles(GetFolder(generation), KustoServerOptions.DatabaseFile + "*")
        .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);

    private void ReplaceTables(int generation, Dictionary<string, byte[]> tables)
    {
        foreach (var file in Directory.GetFiles(GetFolder(generation), KustoServerOptions.DatabaseFile + "*"))
            File.Delete(file);
        foreach (var (name, bytes) in tables)
            File.WriteAllBytes(Path.Combine(GetFolder(generation), name), bytes);
    }

    private void ChangeParts(int generation, Action<DuckDbConnection> change)
    {
        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        connection.Execute($"ATTACH '{Path.Combine(GetFolder(generation), KustoServerOptions.PartsFile)}' AS parts");
        change(connection);
    }

    private string GetFolder(int generation) => Path.Combine(_folder, $"{generation}");

    /// <summary>
    /// Inserts the events from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive). The key of an event is its number
    /// modulo <paramref name="keys"/>.
    /// </summary>
    private static void InsertAndRefresh(KustoDatabase database, int from, int to, int keys = Keys)
    {
        var table = database.Catalog.Tables["Events"];
        database.Write(
            [table],
            (connection, _) => connection.Execute(
                $"INSERT INTO {table.PhysicalName} SELECT 'k' || i % {keys}, i, md5(i::VARCHAR) FROM range({from}, {to}) AS g(i)"),
            TimeSpan.FromSeconds(10));
        foreach (var view in (string[])["Latest", "Earliest"])
            Assert.That(database.Refresh(view, int.MaxValue, DateTime.UtcNow), Is.Not.Null);
    }

    /// <summary>Asserts that each view contains one row per key with the correct event, and that the index finds the rows.</summary>
    private static async Task AssertFoundAsync(KustoTestServer server, int events, int keys = Keys)
    {
        Assert.That(
            await server.RowsAsync("Latest | summarize count(), dcount(K, 4), max(N)"), Is.EqualTo([$"[{keys},{keys},{events - 1}]"]));
        foreach (var number in (int[])[events - 1, events - 2, events - (keys / 2), events - keys])
        {
            var key = $"k{number % keys}";
            Assert.That(await server.RowsAsync($"Latest | where K == '{key}' | project N"), Is.EqualTo([$"[{number}]"]), key);
            Assert.That(await server.RowsAsync($"Earliest | where K == '{key}' | count"), Is.EqualTo(["[1]"]), key);
        }
    }
}
