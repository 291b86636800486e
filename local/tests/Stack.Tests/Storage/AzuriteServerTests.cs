using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using LocalStack.Configuration;
using LocalStack.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests.Storage;

[Category("Stack")]
internal sealed class AzuriteServerTests
{
    private const string TableFile = "__azurite_db_table__.json";

    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("azurite").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_killed_Azurite_restarts_on_its_ports_with_every_acknowledged_write()
    {
        await using var azurite = await StartAsync();
        var table = Table(azurite);
        await table.CreateIfNotExistsAsync();
        var rows = Enumerable.Range(0, 250).Select(i => $"{i:D3}").ToList();
        foreach (var chunk in rows.Chunk(50))
        {
            await table.SubmitTransactionAsync(
                chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", row))));
        }
        var killed = azurite.ProcessId!.Value;

        Process.GetProcessById(killed).Kill();

        await Eventually.IsTrueAsync(() => azurite.ProcessId is { } id && id != killed, "A new Azurite process");
        Assert.That(await table.QueryAsync<TableEntity>().Select(entity => entity.RowKey).ToListAsync(), Is.EqualTo(rows));
    }

    [Test]
    public async Task Stored_entities_survive_a_restart_and_a_stop_ends_the_process()
    {
        int id;
        await using (var azurite = await StartAsync())
        {
            id = azurite.ProcessId!.Value;
            await Table(azurite).CreateIfNotExistsAsync();
            await Table(azurite).AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 });
        }

        Assert.That(() => Process.GetProcessById(id), Throws.ArgumentException);
        await using var again = await StartAsync();
        TableEntity read = await Table(again).GetEntityAsync<TableEntity>("p", "r");
        Assert.That(read.GetInt32("A"), Is.EqualTo(1));
    }

    [TestCase("a flipped bit")]
    [TestCase("a missing end")]
    [TestCase("no content")]
    public async Task A_damaged_database_is_rejected_with_its_file_name(string damage)
    {
        await using (var azurite = await StartAsync())
            await Table(azurite).CreateIfNotExistsAsync();
        var path = Path.Combine(_folder, TableFile);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.AsSpan().IndexOf("letters"u8)] ^= 1;
        await File.WriteAllBytesAsync(path, damage == "a flipped bit" ? bytes : damage == "no content" ? [] : bytes[..^10]);

        Assert.That(
            async () => await StartAsync(), Throws.InvalidOperationException.With.Message.Contains($"The file '{path}' is damaged"));
    }

    [Test]
    public async Task A_database_created_by_Azurite_itself_is_accepted()
    {
        await using (var azurite = await StartAsync())
            await Table(azurite).CreateIfNotExistsAsync();
        var path = Path.Combine(_folder, TableFile);
        await File.WriteAllLinesAsync(path, (await File.ReadAllLinesAsync(path))[..1]);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).TrimEnd());

        await using var again = await StartAsync();

        Assert.That(
            async () => await Table(again).CreateAsync(), Throws.TypeOf<RequestFailedException>().With.Property("Status").EqualTo(409));
    }

    [Test]
    public async Task A_custom_account_key_disables_the_well_known_key()
    {
        await using var azurite = await StartAsync(accountKey: Convert.ToBase64String(new byte[64]));
        var wellKnown = azurite.ConnectionString.Replace(
            Convert.ToBase64String(new byte[64]), AzuriteServer.WellKnownKey, StringComparison.Ordinal);

        await Table(azurite).CreateIfNotExistsAsync();

        Assert.That(
            async () => await new TableClient(wellKnown, "letters").CreateIfNotExistsAsync(),
            Throws.TypeOf<RequestFailedException>().With.Property("Status").EqualTo(403));
    }

    [Test]
    public async Task Pages_of_other_sites_are_rejected()
    {
        await using var azurite = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{azurite.Ports.Tables}/") };

        Assert.Multiple(async () =>
        {
            // Such a host name, which a page can rebind to 127.0.0.1, has a form that Azurite accepts as an account name.
            Assert.That(await StatusOfAsync(HttpMethod.Get, "Host", "devstoreaccount1.table.evil.example:10002"), Is.EqualTo(400));
            Assert.That(await StatusOfAsync(HttpMethod.Post, "Origin", "https://evil.example"), Is.EqualTo(403));
            Assert.That(await StatusOfAsync(HttpMethod.Post, "Origin", "null"), Is.EqualTo(403));
            Assert.That(await StatusOfAsync(HttpMethod.Delete, "Sec-Fetch-Site", "cross-site"), Is.EqualTo(403));
            Assert.That(await StatusOfAsync(HttpMethod.Get, "Sec-Fetch-Site", "cross-site"), Is.EqualTo(403));
        });
        await Table(azurite).CreateIfNotExistsAsync();

        async Task<int> StatusOfAsync(HttpMethod method, string header, string value)
        {
            using var request = new HttpRequestMessage(method, "devstoreaccount1/Tables");
            request.Headers.TryAddWithoutValidation(header, value);
            using var response = await http.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            return body.Contains("Host header", StringComparison.Ordinal) || body.Contains("another site", StringComparison.Ordinal)
                ? (int)response.StatusCode
                : 0;
        }
    }

    [Test]
    public async Task A_port_in_use_is_reported_with_the_error_from_Azurite()
    {
        await using var first = await StartAsync();

        Assert.That(
            async () => await StartAsync("second", first.Ports.Blobs),
            Throws.InvalidOperationException.With.Message.Contains("EADDRINUSE"));
    }

    [Test]
    public void A_missing_Azurite_is_reported_with_a_remedy() =>
        Assert.That(
            async () => await AzuriteServer.StartAsync(
                new AzuriteOptions { NodeModules = _folder, DataDirectory = _folder }, NullLogger.Instance),
            Throws.InvalidOperationException.With.Message.Contains("npm ci"));

    private static TableClient Table(AzuriteServer azurite) => new(azurite.ConnectionString, "letters");

    private Task<AzuriteServer> StartAsync(string folder = "", int port = 0, string accountKey = AzuriteServer.WellKnownKey) =>
        AzuriteServer.StartAsync(
        new AzuriteOptions
        {
            NodeModules = BuildPaths.NodeModules,
            DataDirectory = Path.Combine(_folder, folder),
            Ports = AzuritePorts.From(port),
            AccountKey = accountKey,
        },
        NullLogger.Instance);
}
