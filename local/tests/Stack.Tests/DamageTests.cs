using System.Text;
using Azure.Data.Tables;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LocalStack.Configuration;
using LocalStack.Kusto;
using LocalStack.Testing;
using LocalStack.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests;

/// <summary>
/// Damages files in the data folder by flipping a bit or truncating the file. The stack must start with all events, or fail to start with
/// an error about the file. If the stack starts, every acknowledged event must be stored, dead-lettered, or waiting in the event hub.
/// </summary>
[Category("Stack")]
internal sealed class DamageTests
{
    private const string Target = "damaged data folders of the stack";
    private const int Good = 400;
    private const int Bad = 20;

    /// <summary>The number of batches: five per partition, because host.json specifies a checkpoint every fifth batch.</summary>
    private const int Batches = 20;

    private DirectoryInfo _root = null!;

    private string Original => Path.Combine(_root.FullName, "original");

    [OneTimeSetUp]
    public async Task WriteAsync()
    {
        _root = Directory.CreateTempSubdirectory("damage-");
        await using (var process = new StackProcess(Original, ["--keys"]))
        {
            var endpoints = await process.EndpointsAsync();
            using var http = new HttpClient();
            await using var producer = new EventHubProducerClient(
                endpoints.GetProperty("eventHubsConnectionString").GetString()!, ResourceNames.EventHub);
            var kusto = new KustoRestClient(
                http, new Uri(endpoints.GetProperty("kusto").GetString()!), "flights", endpoints.GetProperty("kustoToken").GetString());
            for (var batch = 0; batch < Batches; batch++)
            {
                var bodies = Enumerable.Range(batch * Good / Batches, Good / Batches).Select(i => Events.Flight($"e-{i:D4}", "SCL", "LIM"))
                    .Concat(Enumerable.Range(batch * Bad / Batches, Bad / Batches).Select(i => $"bad {i}"));
                await producer.SendAsync(bodies.Select(body => new EventData(body)));
                await Eventually.IsTrueAsync(
                    async () => await kusto.CountAsync("FlightEvents | count", default) == (batch + 1) * Good / Batches,
                    $"Stored rows. {process.Output}");
            }

            var deadLetters = new TableClient(endpoints.GetProperty("storageConnectionString").GetString()!, ResourceNames.DeadLetterTable);
            await Eventually.IsTrueAsync(async () => await deadLetters.QueryAsync<TableEntity>().CountAsync() == Bad, "Dead letters");

            // Kill the process, so that the files are in the state that a crash leaves.
            await process.KillAsync();
        }
    }

    [OneTimeTearDown]
    public void Delete() => _root.Delete(recursive: true);

    [Test]
    public Task No_acknowledged_event_is_lost_silently() => AttackAsync(new LongForm(Target, 12, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public Task No_acknowledged_event_is_lost_silently_in_many_cases() => AttackAsync(LongForm.OfCases(Target));

    private async Task AttackAsync(LongForm form)
    {
        var random = new Random(form.Seed);
        var kinds = Directory.GetFiles(Original, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length > 0)
            .Select(file => Path.GetRelativePath(Original, file))
            .OrderDescending(StringComparer.Ordinal)
            .GroupBy(KindOf)
            .ToList();
        var (recovered, rejected) = (0, 0);
        while (form.TryNext())
        {
            var i = form.Sent;
            var kind = kinds[i % kinds.Count].ToList();
            var folder = Path.Combine(_root.FullName, $"{i}");
            Copy(Original, folder);
            var file = kind[random.Next(kind.Count)];
            var damage = $"case {i}: {Damage(random, Path.Combine(folder, file))}";
            try
            {
                await using var stack = await LocalStackHost.StartServicesAsync(Options(folder));
                await VerifyAsync(stack, damage);
                recovered++;
            }
            catch (StackStartException e)
            {
                Assert.That(e.Message, Does.Contain(Path.GetFileName(file).Replace(".wal", "", StringComparison.Ordinal)), damage);
                rejected++;
            }

            Directory.Delete(folder, recursive: true);
        }

        form.Report(LongForm.Counts<string>(
            [
                new($"recovered with every event ({kinds.Count} kinds of files)", recovered),
                new("starts rejected with the file's name", rejected),
            ]));
    }

    private static LocalStackOptions Options(string folder) => new()
    {
        DataDirectory = folder,
        FunctionsPort = 0,
        KustoPort = 0,
        EventHubsPort = 0,
        AzuritePort = 0,
        RequireKeys = true,
        LoggerFactory = NullLoggerFactory.Instance,
    };

    private static async Task VerifyAsync(LocalStackHost stack, string damage)
    {
        var stored = (await stack.Kusto().QueryAsync("FlightEvents | distinct EventId", default)).Select(row => row[0].GetString()!);
        var deadLetters = await new TableClient(stack.StorageConnectionString, ResourceNames.DeadLetterTable)
            .QueryAsync<TableEntity>()
            .Select(deadLetter => Encoding.UTF8.GetString(deadLetter.GetBinary("Body00")))
            .ToListAsync();
        var events = stored.Concat(deadLetters).ToHashSet();
        var group = stack.FlightEvents.GetConsumerGroup(ResourceNames.ConsumerGroup);
        foreach (var partition in stack.FlightEvents.Partitions)
        {
            var waiting = (int)group.EventsWaiting(partition);
            if (waiting == 0)
                continue;
            foreach (var one in await partition.ReadAsync(partition.LastSequenceNumber - waiting + 1, waiting, default))
            {
                var body = Encoding.UTF8.GetString(one.Body.Span);
                events.Add(body.StartsWith("bad", StringComparison.Ordinal)
                    ? body
                    : System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("eventId").GetString()!);
            }
        }

        var acknowledged = Enumerable.Range(0, Good).Select(i => $"e-{i:D4}").Concat(Enumerable.Range(0, Bad).Select(i => $"bad {i}"));
        Assert.That(events, Is.EquivalentTo(acknowledged), damage);
    }

    /// <summary>Returns the kind of a file: its path without numbers, because all partitions have the same files.</summary>
    private static string KindOf(string file) =>
        string.Join('/', file.Split(Path.DirectorySeparatorChar).Select(WithoutNumber));

    private static string WithoutNumber(string name) =>
        name.Split('.')[0].All(char.IsAsciiDigit) ? "N" + Path.GetExtension(name) : name;

    private static string Damage(Random random, string path)
    {
        var bytes = File.ReadAllBytes(path);
        var position = random.Next(bytes.Length);
        if (random.Next(2) == 0)
        {
            bytes[position] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            return $"a bit of byte {position} of {path} flipped";
        }

        File.WriteAllBytes(path, bytes[..position]);
        return $"{path} cut at byte {position} of {bytes.Length}";
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
