using System.Diagnostics;
using Azure.Data.Tables;

namespace LocalStack.Tests;

[Category("Stack")]
public class AzuriteProcessTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("azurite").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task What_was_stored_is_there_after_a_stop_and_a_start()
    {
        await using (var azurite = await AzuriteProcess.StartAsync(BuildPaths.NodeModules, _folder))
        {
            var table = new TableClient(azurite.ConnectionString, "letters");
            await table.CreateIfNotExistsAsync();
            await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 });
        }

        await using var again = await AzuriteProcess.StartAsync(BuildPaths.NodeModules, _folder);
        TableEntity read = await new TableClient(again.ConnectionString, "letters").GetEntityAsync<TableEntity>("p", "r");

        Assert.That(read.GetInt32("A"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_stop_ends_the_process()
    {
        int id;
        await using (var azurite = await AzuriteProcess.StartAsync(BuildPaths.NodeModules, _folder))
        {
            id = azurite.Id;
            Assert.That(Process.GetProcessById(id).HasExited, Is.False);
        }

        Assert.That(() => Process.GetProcessById(id), Throws.ArgumentException);
    }

    [Test]
    public async Task A_port_that_is_taken_is_told_in_Azurites_words()
    {
        await using var first = await AzuriteProcess.StartAsync(BuildPaths.NodeModules, _folder);

        Assert.That(
            async () => await AzuriteProcess.StartAsync(BuildPaths.NodeModules, Path.Combine(_folder, "second"), first.BlobEndpoint.Port),
            Throws.InvalidOperationException.With.Message.Contains("EADDRINUSE"));
    }

    [Test]
    public void A_missing_Azurite_is_told_with_what_to_do() =>
        Assert.That(
            async () => await AzuriteProcess.StartAsync(_folder, _folder),
            Throws.InvalidOperationException.With.Message.Contains("npm ci"));
}
