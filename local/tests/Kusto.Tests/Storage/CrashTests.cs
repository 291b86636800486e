using LocalKusto.Configuration;
using LocalKusto.Storage;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Storage;

/// <summary>
/// What a killed engine leaves in its files is opened: a database and a log, with changes of a view's portion and its index. DuckDB's
/// replay of such a log can lose entries of the index, or end the process.
/// </summary>
internal sealed class CrashTests
{
    private const int Keys = 1_500;

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("kusto-test-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>The engine stops right after it was opened; DuckDB then writes a checkpoint.</summary>
    [Test]
    public async Task Rows_are_found_after_a_kill_and_two_starts()
    {
        await RunAsync(0, isFirst: true, database => InsertAndRefresh(database, 0, Keys));
        await (await StartAsync(1)).DisposeAsync();

        await using var server = await StartAsync(1);
        await AssertFoundAsync(server, Keys);
        InsertAndRefresh(server.Database, Keys, 2 * Keys);
        await AssertFoundAsync(server, 2 * Keys);
    }

    /// <summary>DuckDB writes many new rows of a transaction to the log as row groups, and deleted ones by their numbers.</summary>
    [Test]
    public async Task Rows_are_found_after_a_kill_beside_replaced_ones()
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

    /// <summary>The copy of a portion is a new table with a new index, which the log creates.</summary>
    [Test]
    public async Task Rows_are_found_after_a_kill_beside_a_compaction()
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

    /// <summary>Starts an engine, changes something, and copies its files to the next generation's folder while it is running.</summary>
    private async Task RunAsync(int generation, bool isFirst, Action<KustoDatabase> change)
    {
        await using var server = await StartAsync(generation);
        if (isFirst)
        {
            await server.SetUpAsync(
                ".create table Events (K:string, N:long, Text:string)",
                ".create materialized-view Latest on table Events { Events | summarize arg_max(N, *) by K }");
        }

        change(server.Database);
        Directory.CreateDirectory(FolderOf(generation + 1));
        foreach (var file in Directory.GetFiles(FolderOf(generation), KustoServerOptions.DatabaseFile + "*"))
            File.Copy(file, Path.Combine(FolderOf(generation + 1), Path.GetFileName(file)));
    }

    private Task<KustoTestServer> StartAsync(int generation) =>
        KustoTestServer.StartAsync(FolderOf(generation), options => options with { MaterializesViews = false });

    private string FolderOf(int generation) => Path.Combine(_folder, $"{generation}");

    /// <summary>
    /// Inserts the events from a number inclusive to another exclusive, each of the key that its number has modulo <paramref name="keys"/>.
    /// </summary>
    private static void InsertAndRefresh(KustoDatabase database, int from, int to, int keys = Keys)
    {
        var table = database.Catalog.Tables["Events"];
        database.Write(
            [table],
            (connection, _) => connection.Execute(
                $"INSERT INTO {table.PhysicalName} SELECT 'k' || i % {keys}, i, md5(i::VARCHAR) FROM range({from}, {to}) AS g(i)"),
            TimeSpan.FromSeconds(10));
        Assert.That(database.Refresh("Latest", int.MaxValue, DateTime.UtcNow), Is.Not.Null);
    }

    /// <summary>The view has each key once, with its last event, and the index finds it.</summary>
    private static async Task AssertFoundAsync(KustoTestServer server, int events, int keys = Keys)
    {
        Assert.That(
            await server.RowsAsync("Latest | summarize count(), dcount(K, 4), max(N)"), Is.EqualTo([$"[{keys},{keys},{events - 1}]"]));
        foreach (var number in (int[])[events - 1, events - 2, events - (keys / 2), events - keys])
        {
            Assert.That(
                await server.RowsAsync($"Latest | where K == 'k{number % keys}' | project N"),
                Is.EqualTo([$"[{number}]"]),
                $"k{number % keys}");
        }
    }
}
