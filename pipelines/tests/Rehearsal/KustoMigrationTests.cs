using Rehearse;

namespace Pipelines.Tests.Rehearsal;

/// <summary>The migration of the Kusto database, run by the pipeline's script on a local engine with data from the release before.</summary>
public class KustoMigrationTests
{
    private static readonly string Repository = RepositorySnapshot.Root;
    private static readonly string Scripts = Path.Combine(Repository, "pipelines", "scripts");
    private static readonly string Schema = Path.Combine(Repository, "kusto", "schema.kql");

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("migration-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_database_of_the_release_before_is_migrated()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);

        Assert.That(await migration.RunAsync(Scripts, Schema, default), Is.Null);
    }

    [Test]
    public async Task A_view_that_differs_from_the_events_stops_the_migration_and_Flights_stays()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);
        var schema = await File.ReadAllTextAsync(Schema);
        var commands = System.Text.RegularExpressions.Regex.Split(schema, @"^(?=\.)", System.Text.RegularExpressions.RegexOptions.Multiline);
        await migration.ApplyAsync(commands.Single(command => command.StartsWith(".create-merge table FlightEvents", StringComparison.Ordinal)), default);
        var view = commands.Single(command => command.Contains(") FlightStates on table", StringComparison.Ordinal));
        await migration.ApplyAsync(view.Replace("    FlightEvents\n", "    FlightEvents | where EventType != 'FlightDelayed'\n", StringComparison.Ordinal), default);

        var (exitCode, output) = await migration.MigrateAsync(Scripts, Schema, default);

        Assert.Multiple(async () =>
        {
            Assert.That(exitCode, Is.EqualTo(1), output);
            Assert.That(output, Does.Contain("FlightStates differs from the events").And.Contain("1000 of the 1000 flights"));
            Assert.That(await migration.CountAsync("materialized_view('Flights')", default), Is.EqualTo(2001), "two thousand, and the flight to come");
        });
    }

    [Test]
    public async Task A_new_database_is_left_to_the_schema()
    {
        await using var migration = await KustoMigration.StartAsync(_folder.FullName, default);
        await migration.ApplyAsync(".drop materialized-view Flights\n\n.drop table FlightEvents\n", default);

        var (exitCode, output) = await migration.MigrateAsync(Scripts, Schema, default);

        Assert.That((exitCode, output.Trim()), Is.EqualTo((0, "flights has no events: the schema creates everything.")));
    }
}
