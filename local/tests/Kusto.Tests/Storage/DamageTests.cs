using System.Net;
using LocalKusto.Configuration;
using LocalKusto.Storage;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Storage;

/// <summary>
/// Tests the start of an engine with damaged files. The result is recovery or an error that names the file, but never a wrong value. A
/// truncated log looks like the log of a killed process, so the newest rows can be missing.
/// </summary>
public sealed class DamageTests
{
    private const int Rows = 5_000;
    private const int Damages = 12;

    private string _root = null!;
    private string _database = null!;
    private string _log = null!;

    [OneTimeSetUp]
    public async Task WriteAsync()
    {
        _root = Directory.CreateTempSubdirectory("kusto-test-").FullName;
        _database = Path.Combine(_root, "closed");
        _log = Path.Combine(_root, "killed");
        await using (var server = await KustoTestServer.StartAsync(_database))
            await FillAsync(server);
        var running = Path.Combine(_root, "running");
        await using (var server = await KustoTestServer.StartAsync(running))
        {
            await FillAsync(server);
            // The files have the same state as after a kill.
            Copy(running, _log);
        }
    }

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_root, recursive: true);

    [Test]
    public Task A_flipped_byte_in_the_database_file_changes_no_value([Range(1, Damages)] int seed) =>
        CheckAsync(_database, KustoServerOptions.DatabaseFile, seed, (bytes, random) => Flip(bytes, random), isPrefixAllowed: false);

    [Test]
    public Task A_truncated_database_file_changes_no_value([Range(1, Damages)] int seed) =>
        CheckAsync(_database, KustoServerOptions.DatabaseFile, seed, (bytes, random) => bytes[..random.Next(bytes.Length)],
            isPrefixAllowed: false);

    [Test]
    public Task A_flipped_byte_in_the_log_loses_at_most_the_newest_rows([Range(1, Damages)] int seed) =>
        CheckAsync(_log, KustoServerOptions.DatabaseFile + ".wal", seed, (bytes, random) => Flip(bytes, random), isPrefixAllowed: true);

    [Test]
    public Task A_truncated_log_loses_at_most_the_newest_rows([Range(1, Damages)] int seed) =>
        CheckAsync(_log, KustoServerOptions.DatabaseFile + ".wal", seed, (bytes, random) => bytes[..random.Next(bytes.Length)],
            isPrefixAllowed: true);

    [Test]
    public Task A_flipped_byte_in_the_file_of_materialized_parts_changes_no_value([Range(1, Damages)] int seed) =>
        CheckAsync(_database, KustoServerOptions.PartsFile, seed, (bytes, random) => Flip(bytes, random), isPrefixAllowed: false);

    [Test]
    public Task A_truncated_log_of_materialized_parts_changes_no_value([Range(1, Damages)] int seed) =>
        CheckAsync(_log, KustoServerOptions.PartsFile + ".wal", seed, (bytes, random) => bytes[..random.Next(bytes.Length)],
            isPrefixAllowed: false);

    [Test, Explicit, Category(LongForm.Category)]
    public async Task Many_damaged_files_result_in_recovery_or_an_error()
    {
        var form = LongForm.OfCases("damaged files of the engine");
        var rejected = 0;
        while (form.TryNext())
        {
            var isLog = form.Sent % 2 == 0;
            Func<byte[], Random, byte[]> damage = form.Sent % 4 < 2 ? Flip : (bytes, random) => bytes[..random.Next(bytes.Length)];
            var isPart = form.Sent % 8 < 4;
            var file = (isPart ? KustoServerOptions.PartsFile : KustoServerOptions.DatabaseFile) + (isLog ? ".wal" : "");
            var starts = await CheckAsync(
                isLog ? _log : _database, file, form.Seed + form.Sent, damage, isPrefixAllowed: isLog && !isPart);
            rejected += starts ? 0 : 1;
        }

        form.Report(
            LongForm.Counts<string>([new("recovered", form.Sent - rejected), new("rejected with the file's name", rejected)]));
    }

    /// <returns><c>true</c> if the engine starts.</returns>
    private async Task<bool> CheckAsync(string source, string file, int seed, Func<byte[], Random, byte[]> damage, bool isPrefixAllowed)
    {
        var folder = Path.Combine(_root, Guid.NewGuid().ToString("N"));
        Copy(source, folder);
        var path = Path.Combine(folder, file);
        File.WriteAllBytes(path, damage(File.ReadAllBytes(path), new Random(seed)));
        try
        {
            await using var server = await KustoTestServer.StartAsync(folder);
            var counts = (await CheckValuesAsync(server, "T", isPrefixAllowed), await CheckValuesAsync(server, "Latest", isPrefixAllowed));
            if (counts is ({ } rows, { } keys))
                Assert.That(keys, Is.EqualTo(rows), "each row has another key");
            return true;
        }
        catch (CorruptDatabaseException e)
        {
            Assert.That(e.Message, Does.Contain(Path.Combine(folder, file.Replace(".wal", "", StringComparison.Ordinal))));
            return false;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>The number of rows, or <c>null</c> if the engine returned an error.</returns>
    private static async Task<long?> CheckValuesAsync(KustoTestServer server, string table, bool isPrefixAllowed)
    {
        var response = await server.QueryAsync($"{table} | summarize count(), sum(N), countif(Text != strcat('text ', N * 7919)), max(N)");
        switch (response.Status)
        {
            case HttpStatusCode.OK:
                var row = response.PrimaryRows().Single().Trim('[', ']').Split(',');
                var count = long.Parse(row[0]);
                Assert.That(count, isPrefixAllowed ? Is.InRange(0, Rows) : Is.EqualTo(Rows));
                // The rows are 1, 2, 3 and so on. Only rows at the end can be missing.
                Assert.That(row[1], Is.EqualTo($"{count * (count + 1) / 2}"));
                Assert.That(row[2], Is.EqualTo("0"), "the number of changed strings");
                Assert.That(row[3], Is.EqualTo(count == 0 ? "null" : $"{count}"));
                return count;
            case HttpStatusCode.BadRequest:
                Assert.That((string?)response.Error["@message"], Does.Contain("SEM0100"),
                    "the table can be missing because its creation is also in the log");
                Assert.That(isPrefixAllowed);
                return null;
            default:
                Assert.That((string?)response.Error["@message"],
                    Does.Contain(KustoServerOptions.DatabaseFile).And.Contain(KustoServerOptions.PartsFile));
                return null;
        }
    }

    private static async Task FillAsync(KustoTestServer server)
    {
        await server.SetUpAsync(".create table T (N:long, Text:string)", ".alter table T policy streamingingestion enable",
            ".create materialized-view Latest on table T { T | summarize arg_max(N, *) by Text }");
        for (var first = 1; first <= Rows; first += Rows / 10)
            await server.IngestAsync("T", string.Join('\n', Enumerable.Range(first, Rows / 10).Select(n => $"{n},text {n * 7919L}")),
                "streamFormat=csv");
    }

    private static byte[] Flip(byte[] bytes, Random random)
    {
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*.duckdb*"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
