using System.Text.RegularExpressions;
using Rehearse;

namespace Pipelines.Tests.Rehearsal;

/// <summary>Tests that the pipeline's script migrates a Kusto database with data from the previous release, on a local engine.</summary>
public class KustoMigrationTests
{
    private static readonly string Scripts = Path.Combine(Repository.Root, "pipelines", "scripts");
    private static readonly string Schema = Path.Combine(Repository.Root, "kusto", "schema.kql");

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("migration-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_database_of_the_previous_release_is_migrated()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);

        Assert.That(await migration.RunAsync(Scripts, Schema, default), Is.Null);
        Assert.That(
            (await migration.CompletedOperationsAsync(default)).CountBy(operation => operation),
            Is.EquivalentTo(
                new Dictionary<string, int> { ["MaterializedViewCreate"] = 1, ["TableSetOrAppend"] = 4, ["TableDeleteRecords"] = 4 }),
            "commands that move events run asynchronously, because they can take longer than the client waits for a response");

        // A view in Azure Data Explorer still contains the original event, which is deleted only from the table. The view selects the
        // greater Version.
        const string copy = "2024-05-01T00:00:00.0000000Z/0000000000000002/000000/";
        Assert.That(
            await migration.CountAsync($"FlightEvents | where EventId == 'e-during-migration' and Version == '{copy}'", default),
            Is.EqualTo(1));
    }

    /// <summary>The environment was created between two releases, so the schema script would fail halfway.</summary>
    [Test]
    public async Task An_outdated_view_definition_stops_the_migration_and_the_missing_columns_are_listed()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);
        await migration.MigrateAsync(Scripts, Schema, default);
        await migration.ApplyAsync(".drop materialized-view FlightStates\n", default);
        await migration.ApplyAsync(
            Command(") FlightStates on table")
                .Replace("IsDiverted = StatesDiverted", "WasDiverted = StatesDiverted", StringComparison.Ordinal),
            default);

        var (exitCode, output) = await migration.MigrateAsync(Scripts, Schema, default);

        Assert.That(
            (exitCode, output.Contains("The view FlightStates has no column IsDiverted, ", StringComparison.Ordinal)),
            Is.EqualTo((1, true)),
            output);
    }

    /// <summary>
    /// The step was interrupted during the backfill. Since then, the view has been completed, and the previous release has stored more
    /// events.
    /// </summary>
    [Test]
    public async Task An_interrupted_migration_is_completed_by_the_next_run()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);
        await migration.ApplyAsync(Command(".create-merge table FlightEvents"), default);
        await migration.ApplyAsync(Command(") FlightStates on table"), default);
        await migration.IngestFutureFlightAsync(default);

        var (exitCode, output) = await migration.MigrateAsync(Scripts, Schema, default);

        Assert.Multiple(async () =>
        {
            Assert.That(exitCode, Is.Zero, output);
            Assert.That(output, Does.Contain("2 events of future flights have new ids"));
            Assert.That(await migration.CountAsync("Flights | where ScheduledDeparture > datetime(2099-01-01)", default), Is.EqualTo(1));
            Assert.That(
                await migration.CountAsync("Flights | where FlightId == 'LA45-20991130-SCL' and DelayMinutes == 20", default),
                Is.EqualTo(1));
        });
    }

    /// <summary>
    /// The current run would delete the event without copying it, so the run after the package deployment moves the event.
    /// </summary>
    [Test]
    public async Task An_event_stored_during_the_migration_is_migrated_by_the_next_run()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);
        await migration.IngestFutureFlightLaterAsync(default);

        var (exitCode, output) = await migration.MigrateAsync(Scripts, Schema, default);

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(
            await migration.CountAsync("FlightEvents | where EventId == 'e-late' and FlightId == 'LAN0045-20991201-SCEL-KMIA'", default),
            Is.EqualTo(1));
    }

    [Test]
    public async Task A_view_that_differs_from_the_events_stops_the_migration_without_changing_Flights()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);
        await migration.ApplyAsync(Command(".create-merge table FlightEvents"), default);
        var view = Command(") FlightStates on table");
        await migration.ApplyAsync(
            view.Replace("    FlightEvents\n", "    FlightEvents | where EventType != 'FlightDelayed'\n", StringComparison.Ordinal),
            default);

        var (exitCode, output) = await migration.MigrateAsync(Scripts, Schema, default);

        Assert.Multiple(async () =>
        {
            Assert.That(exitCode, Is.EqualTo(1), output);
            Assert.That(output, Does.Contain("FlightStates differs from the events").And.Contain("1000 of the 1000 flights"));
            Assert.That(
                await migration.CountAsync("materialized_view('Flights')", default),
                Is.EqualTo(2002),
                "two thousand flights, the future flight, and the flight with different codes");
        });
    }

    [Test]
    public async Task A_new_database_is_not_migrated()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);
        await migration.ApplyAsync(".drop materialized-view Flights\n\n.drop table FlightEvents\n", default);

        var (exitCode, output) = await migration.MigrateAsync(Scripts, Schema, default);

        Assert.That((exitCode, output.Trim()), Is.EqualTo((0, "flights has no events, so there is nothing to migrate.")));
    }

    /// <summary>Returns the first command in the schema that contains the text.</summary>
    private static string Command(string text) =>
        Regex.Split(File.ReadAllText(Schema), @"^(?=\.)", RegexOptions.Multiline)
            .First(command => command.Contains(text, StringComparison.Ordinal));
}
