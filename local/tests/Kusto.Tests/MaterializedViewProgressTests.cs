using LocalKusto.Catalog;
using LocalKusto.Configuration;
using LocalKusto.Storage;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>The position of a view in its source, and the steps that change it.</summary>
public sealed class MaterializedViewProgressTests : MaterializedViewTestBase
{
    /// <summary>The view omits rows whose N is 4 modulo 5.</summary>
    [Test]
    public async Task Rows_that_a_view_omits_cause_no_write()
    {
        await CreateAsync();
        await IngestAsync([], [new("a", 1, 5, 4), new("b", 1, 5, 9)]);
        var log = new FileInfo(Path.Combine(Folder, "0", KustoServerOptions.DatabaseFile + ".wal"));
        var length = log.Length;

        Server.Database.Refresh("ByTwo", 100, DateTime.UtcNow);

        log.Refresh();
        Assert.That(log.Length, Is.EqualTo(length));
        Assert.That((Server.Database.Catalog.Parts["ByTwo"].Rows, Server.Database.Catalog.Parts["ByTwo"].HasDelta), Is.EqualTo((2, false)));
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"));
        Assert.That(Server.Database.Catalog.Parts["ByTwo"].Rows, Is.Zero, "after a restart they are read again");
        await IngestAsync([], [new("a", 1, 6, 10)]);
        Server.Database.Refresh("ByTwo", 100, DateTime.UtcNow);
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"));
        Assert.That(Server.Database.Catalog.Parts["ByTwo"].Rows, Is.EqualTo(3), "with a row of the view they are not");
        Assert.That(await Server.RowsAsync("ByTwo | project K1, N, Y"), Is.EqualTo(["""["a",10,12]"""]));
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

    /// <summary>Each reading of the clock takes 40 ms, so that a step, which reads it for each view, takes longer than the rest.</summary>
    [Test]
    public async Task Refreshes_for_waiting_queries_are_spaced()
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
