using System.Net;
using LocalKusto.Catalog;
using LocalKusto.Configuration;
using LocalKusto.Storage;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests the position of a view in its source, and the steps that change the position.</summary>
public sealed class MaterializedViewProgressTests : MaterializedViewTestBase
{
    /// <summary>The view omits rows for which N % 5 is 4.</summary>
    [Test]
    public async Task Rows_that_a_view_omits_cause_no_write()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 4), new("b", 1, 5, 9)]);
        var log = new FileInfo(Path.Combine(Folder, "0", KustoServerOptions.PartsFile + ".wal"));
        var length = log.Length;

        Server.Database.Refresh("ByTwo", 100, DateTime.UtcNow);

        log.Refresh();
        Assert.That(log.Length, Is.EqualTo(length));
        Assert.That((Server.Database.Catalog.Parts["ByTwo"].Rows, Server.Database.Catalog.Parts["ByTwo"].HasDelta), Is.EqualTo((2, false)));
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"));
        Assert.That(Server.Database.Catalog.Parts["ByTwo"].Rows, Is.Zero, "the omitted rows are read again after a restart");
        await IngestAsync([], [new("a", 1, 6, 10)]);
        Server.Database.Refresh("ByTwo", 100, DateTime.UtcNow);
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"));
        Assert.That(Server.Database.Catalog.Parts["ByTwo"].Rows, Is.EqualTo(3),
            "the position is stored with the next row that the view selects");
        Assert.That(await Server.RowsAsync("ByTwo | project K1, N, Y"), Is.EqualTo(["""["a",10,12]"""]));
    }

    /// <summary>The commit of a refresh does not delay ingestion, because DuckDB commits to each file separately.</summary>
    [Test]
    public async Task A_refresh_does_not_write_to_the_file_of_the_tables()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 1), new("b", 1, 5, 2)]);
        var logs = new[] { KustoServerOptions.DatabaseFile, KustoServerOptions.PartsFile }
            .Select(file => new FileInfo(Path.Combine(Folder, "0", file + ".wal"))).ToList();
        var before = Lengths();

        Refresh(100);

        Assert.That(Lengths()[0], Is.EqualTo(before[0]));
        Assert.That(Lengths()[1], Is.GreaterThan(before[1]));

        List<long> Lengths()
        {
            logs.ForEach(log => log.Refresh());
            return [.. logs.Select(log => log.Length)];
        }
    }

    [Test]
    public async Task A_column_that_is_renamed_during_a_refresh_has_its_new_name()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 7, 5, 1)]);

        var part = Server.Database.Refresh("Latest", 100, DateTime.UtcNow,
            beforeCommit: () => Server.SetUpAsync(".rename column Events.K2 to Second").GetAwaiter().GetResult());

        Assert.That(part?.Rows, Is.EqualTo(1));
        Assert.That(await Server.RowsAsync("Latest | project Second"), Is.EqualTo(["[7]"]));
    }

    /// <summary>The file cannot be read, for example because its disk has failed.</summary>
    [Test]
    public async Task Ingestion_and_commands_succeed_without_the_file_of_the_parts()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 0)]);
        Refresh(100);
        using (var lease = Server.Database.Connections.Rent())
            lease.Connection.Execute("DETACH parts");

        Assert.That((await Server.QueryAsync("Latest | count")).Status, Is.EqualTo(HttpStatusCode.InternalServerError));
        await IngestAsync([], [new("b", 1, 5, 5)]);
        await Server.SetUpAsync(".create table Other (N:long)");
        Assert.That(await Server.RowsAsync("Latest | count"), Is.EqualTo(["[2]"]), "the view is computed by the query");
        await IngestAsync([], [new("c", 1, 5, 6)]);
        Assert.That(await Server.RowsAsync("Latest | count"), Is.EqualTo(["[3]"]));
    }

    [Test]
    public async Task A_restart_reads_a_bounded_number_of_rows_again()
    {
        await CreateAsync();
        await Server.SetUpAsync(".append Events <| range I from 1 to 150000 step 1 | project K1 = 'a', K2 = I, X = I, N = I * 5 + 4");
        Server.Database.Refresh("ByTwo", 60_000, DateTime.UtcNow);
        Assert.That(Parts().Rows - Parts().StoredRows, Is.EqualTo(60_000));

        Server.Database.Refresh("ByTwo", 60_000, DateTime.UtcNow);
        Assert.That((Parts().Rows, Parts().StoredRows), Is.EqualTo((120_000, 120_000)));
        Server.Database.Refresh("ByTwo", 60_000, DateTime.UtcNow);
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"));
        Assert.That((Parts().Rows, Parts().StoredRows), Is.EqualTo((120_000, 120_000)));

        MaterializedPartDefinition Parts() => Server.Database.Catalog.Parts["ByTwo"];
    }

    /// <summary>
    /// The clock advances 40 ms each time it is read. A step reads the clock for each view, and therefore takes longer than the maximum
    /// pause.
    /// </summary>
    [Test]
    public async Task There_is_a_pause_between_refreshes_for_waiting_queries()
    {
        await CreateAsync();
        var time = new SteppingTime(TimeSpan.FromMilliseconds(40));
        var options = new KustoServerOptions { DataDirectory = Folder, Database = "db", TimeProvider = time };
        await using var materializer = new ViewMaterializer(Server.Database, options);
        for (var i = 0; i < 3; i++)
        {
            await IngestAsync([], [new("a", i, i, i * 5)]);
            var catalog = await materializer.CatchUpAsync(["Latest"], CancellationToken.None);
            Assert.That(catalog.Parts["Latest"].HasDelta, Is.False);
        }

        Assert.That(time.Delays.Where(delay => delay > TimeSpan.Zero && delay <= TimeSpan.FromMilliseconds(100)), Is.Not.Empty);
    }
}
