using LocalKusto.Configuration;
using LocalKusto.DuckDb;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

public sealed class PersistenceTests
{
    private string _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("kusto-test-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Rows_and_catalog_survive_a_restart()
    {
        await using (var first = await KustoTestServer.StartAsync(_directory))
            await FillAsync(first);

        await using var second = await KustoTestServer.StartAsync(_directory);
        await AssertFilledAsync(second);
    }

    [Test]
    public async Task Disposing_a_server_again_has_no_effect()
    {
        var server = await KustoTestServer.StartAsync(_directory);
        await FillAsync(server);
        await server.DisposeAsync();

        await server.DisposeAsync();

        await using var second = await KustoTestServer.StartAsync(_directory);
        await AssertFilledAsync(second);
    }

    [Test]
    public async Task Acknowledged_rows_survive_a_process_kill()
    {
        var copy = Path.Combine(_directory, "copy");
        Directory.CreateDirectory(copy);
        var running = Path.Combine(_directory, "running");
        await using (var server = await KustoTestServer.StartAsync(running))
        {
            await FillAsync(server);
            // The files have the same state as after a kill.
            foreach (var file in Directory.GetFiles(running, "*.duckdb*"))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
        Assert.That(new FileInfo(Path.Combine(copy, "kusto.duckdb.wal")).Length, Is.GreaterThan(0),
            "The log must not be empty for this test.");

        await using var survivor = await KustoTestServer.StartAsync(copy);
        await AssertFilledAsync(survivor);
        await FillMoreAsync(survivor);
    }

    [Test]
    public async Task Only_one_server_can_use_a_data_folder_at_a_time()
    {
        await using var first = await KustoTestServer.StartAsync(_directory);

        Assert.That(
            async () => await KustoServer.StartAsync(new KustoServerOptions { DataDirectory = _directory }),
            Throws.TypeOf<IOException>().With.Message.Contains(_directory));
    }

    /// <summary>Older engines stored times in microseconds, and decimals with nine decimal places.</summary>
    [Test]
    public async Task A_data_folder_of_an_older_engine_is_converted_at_startup()
    {
        await using (var first = await KustoTestServer.StartAsync(_directory))
            await first.SetUpAsync(
                ".set T <| print At = datetime(2024-05-01 10:20:30.5), Cost = decimal(-12.25), Unknown = datetime(null)");
        using (var file = DuckDbDatabase.Open(Path.Combine(_directory, "kusto.duckdb")))
        using (var connection = file.Connect())
        {
            var (at, cost, unknown) = ("c1", "c2", "c3");
            connection.Execute($"ALTER TABLE t1 ALTER COLUMN {at} TYPE TIMESTAMP USING make_timestamp({at} // 10 - 62135596800000000)");
            connection.Execute($"ALTER TABLE t1 ALTER COLUMN {unknown} TYPE TIMESTAMP USING NULL");
            connection.Execute($"ALTER TABLE t1 ALTER COLUMN {cost} TYPE DECIMAL(38,9) USING -12.25");
        }

        await using var second = await KustoTestServer.StartAsync(_directory);

        Assert.That(await second.RowsAsync("T"), Is.EqualTo(["""["2024-05-01T10:20:30.5000000Z","-12.25",null]"""]));
        Assert.That(await second.RowsAsync("T | where At > datetime(2024-05-01 10:20:30.4999999) and Cost < decimal(-12.2) | count"),
            Is.EqualTo(["[1]"]));
    }

    /// <summary>Older engines stored the materialized parts of views in the database file.</summary>
    [Test]
    public async Task Materialized_parts_in_the_database_file_of_an_older_engine_are_dropped_and_built_again()
    {
        await using (var first = await KustoTestServer.StartAsync(_directory))
            await FillAsync(first);
        foreach (var file in Directory.GetFiles(_directory, KustoServerOptions.PartsFile + "*"))
            File.Delete(file);
        var killed = Path.Combine(_directory, "killed");
        Directory.CreateDirectory(killed);
        using (var file = DuckDbDatabase.Open(Path.Combine(_directory, KustoServerOptions.DatabaseFile)))
        using (var connection = file.Connect())
        {
            connection.Execute(
                """
                CREATE TABLE t90 AS SELECT 'a' AS c0, 8::BIGINT AS c1; CREATE INDEX t90_key ON t90 (c0);
                CREATE TABLE catalog_materialized AS SELECT 't90' AS part, 3::BIGINT AS rows;
                INSERT INTO catalog_entities VALUES (
                    'MaterializedPartDefinition', 'Latest', '{"View":"Latest","PhysicalName":"t90","Source":"t1","Definition":"SELECT 1"}');
                CHECKPOINT;
                DELETE FROM t90; INSERT INTO t90 VALUES ('b', 9);
                """);
            // The files have the same state as after a kill: the log contains changes to a part with an index.
            foreach (var path in Directory.GetFiles(_directory, KustoServerOptions.DatabaseFile + "*"))
                File.Copy(path, Path.Combine(killed, Path.GetFileName(path)));
        }

        await using var second = await KustoTestServer.StartAsync(killed);

        await AssertFilledAsync(second);
        await FillMoreAsync(second);
        using var lease = second.Database.Connections.Rent();
        using var old = lease.Connection.ExecuteReader(
            "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('t90', 'catalog_materialized')");
        Assert.That((old.Read(), old.GetInt64(0)), Is.EqualTo((true, 0L)));
    }

    private static async Task FillAsync(KustoTestServer server)
    {
        await server.SetUpAsync(
            ".create table Events (Id:string, At:datetime) with (folder = 'F', docstring = 'D')",
            ".alter-merge table Events (N:long)",
            ".alter table Events policy streamingingestion enable",
            """.create table Events ingestion json mapping 'M' '[{"column":"Id","Properties":{"Path":"$.id"}},"""
            + """{"column":"N","Properties":{"Path":"$.n"}}]'""",
            ".create-or-alter function Above(least:long) { Events | where N > least }",
            ".create materialized-view Latest on table Events { Events | summarize arg_max(N, *) by Id }");
        await server.IngestAsync(
            "Events",
            """{"id":"a","n":1}""" + "\n" + """{"id":"a","n":3}""" + "\n" + """{"id":"b","n":2}""",
            "streamFormat=json&mappingName=M");
    }

    private static async Task AssertFilledAsync(KustoTestServer server)
    {
        Assert.That((await server.ManageAsync(".show tables")).Rows(), Is.EqualTo(["""["Events","db","F","D"]"""]));
        Assert.That(await server.RowsAsync("Above(1) | project Id, N | order by N asc"), Is.EqualTo(["""["b",2]""", """["a",3]"""]));
        Assert.That(await server.RowsAsync("Latest | project Id, N | order by Id asc"), Is.EqualTo(["""["a",3]""", """["b",2]"""]));
        Assert.That(
            (await server.ManageAsync(".show table Events policy streamingingestion | project Policy")).Rows(),
            Is.EqualTo(["""["{\u0022IsEnabled\u0022:true}"]"""]));
    }

    private static async Task FillMoreAsync(KustoTestServer server)
    {
        await server.SetUpAsync(".create table More (Id:string)");
        await server.IngestAsync("Events", """{"id":"c","n":9}""", "streamFormat=json&mappingName=M");
        Assert.That(await server.RowsAsync("Events | count"), Is.EqualTo(["[4]"]));
        Assert.That(await server.RowsAsync("More | count"), Is.EqualTo(["[0]"]));
    }
}
