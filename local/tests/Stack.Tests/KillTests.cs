using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LocalEventHubs.Tests;
using LocalStack.Configuration;
using LocalStack.Demo;
using LocalStack.Testing;
using LocalStack.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests;

/// <summary>Tests the program in a separate process: the demo as users run it, and kill -9.</summary>
[Category("Stack")]
internal sealed class KillTests
{
    /// <summary>The number of flights to publish, which come from every fiftieth row of the sample.</summary>
    private const int Wanted = 60_000;

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("stack-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task The_demo_succeeds_and_a_second_run_results_in_the_same_flights()
    {
        for (var run = 1; run <= 2; run++)
        {
            await using var stack = new StackProcess(_folder.FullName, ["--demo", "3000", "--exit"]);

            Assert.That(await ExitCodeAsync(stack), Is.Zero, stack.Output);
            Assert.Multiple(() =>
            {
                Assert.That(stack.Output, Does.Match(@"published +3,000 events"));
                Assert.That(stack.Output, Does.Match(@"stored +3,000 of them, in 3,000 rows"));
                Assert.That(stack.Output, Does.Match(@"dead-lettered +0\r?\n"));
                Assert.That(stack.Output, Does.Match(@"lost +0\r?\n"));
                Assert.That(stack.Output, Does.Match(@"flights +3,005 in the view"), $"run {run}");
                Assert.That(stack.Output, Does.Contain("\"origin\": \"SFO\""));
            });
        }
    }

    [Test]
    public async Task A_kill_9_during_a_run_loses_no_acknowledged_event()
    {
        var acknowledged = new ConcurrentBag<PublishedSend>();
        await using (var stack = new StackProcess(_folder.FullName))
        {
            var endpoints = await stack.EndpointsAsync();
            var kill = Task.CompletedTask;
            var isKilled = false;
            var publishing = PublishAsync(
                endpoints.GetProperty("eventHubsConnectionString").GetString()!,
                send =>
                {
                    acknowledged.Add(send);
                    if (acknowledged.Sum(one => one.Events) > Wanted / 2 && Interlocked.Exchange(ref isKilled, true) is false)
                        kill = stack.KillAsync();
                });

            // The SDK does not wrap all errors of a broken connection.
            Assert.That(
                async () => await publishing,
                Throws.TypeOf<EventHubsException>().Or.InstanceOf<SocketException>().Or.InstanceOf<OperationCanceledException>());
            await kill;
        }

        await using var client = await StartAsync();
        await client.IngestedAsync();
        var stored = await StoredEventIdsAsync(client);
        Assert.That(acknowledged.SelectMany(EventIds).Where(id => !stored.Contains(id)), Is.Empty);
        Assert.That(stored, Has.Count.LessThan(Wanted), "the process was killed during publishing");

        await PublishAsync(client.Host.EventHubsConnectionString, _ => { });
        await client.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await client.CountAsync("Flights | count"), Is.EqualTo(Wanted));
            Assert.That(await client.CountAsync("FlightEventsDistinct() | count"), Is.EqualTo(Wanted));
            Assert.That(await client.DeadLettersAsync(), Is.Empty);
        });
    }

    [TestCase(2)]
    [TestCase(20, TestName = "A_reconnecting_publisher_loses_nothing_in_20_kills", Explicit = true, Category = LongForm.Category)]
    public async Task A_reconnecting_publisher_loses_no_acknowledged_event(int kills)
    {
        const int wanted = 500;
        string[] arguments = ["--eventhubs-amqp-port", $"{TcpPort.FindFree()}"];
        ReconnectingPublisher? publisher = null;
        for (var kill = 0; kill < kills; kill++)
        {
            await using var stack = new StackProcess(_folder.FullName, arguments);
            var endpoints = await stack.EndpointsAsync();
            publisher ??= new ReconnectingPublisher(
                endpoints.GetProperty("eventHubsConnectionString").GetString()!,
                "flight-events",
                batch => [.. Enumerable.Range(0, 10).Select(i => Events.Flight($"kill-{batch}-{i}", "QKA", "QKB"))]);
            await publisher.WaitForMoreAsync(wanted);
            await stack.KillAsync();
        }

        await publisher!.DisposeAsync();
        var acknowledged = publisher.Acknowledged
            .Select(text => JsonNode.Parse(text)!["eventId"]!.GetValue<string>())
            .ToList();
        await using var client = await StartAsync();
        await client.IngestedAsync();
        var stored = await StoredEventIdsAsync(client);

        Assert.That(acknowledged, Has.Count.AtLeast(kills * wanted).And.Unique);
        Assert.That(acknowledged.Where(id => !stored.Contains(id)), Is.Empty);
        Assert.Multiple(async () =>
        {
            Assert.That(await client.CountAsync("FlightEventsDistinct() | count"), Is.EqualTo(stored.Count), "no event is visible twice");
            Assert.That(await client.DeadLettersAsync(), Is.Empty);
        });
    }

    [Test]
    public async Task A_second_stack_on_the_same_folder_is_rejected()
    {
        await using var first = new StackProcess(_folder.FullName);
        await first.EndpointsAsync();
        await using var second = new StackProcess(_folder.FullName);

        Assert.That(await ExitCodeAsync(second), Is.EqualTo(1));
        Assert.That(
            second.Output,
            Does.StartWith($"The data folder {_folder.FullName} cannot be used: another local stack uses it").And.Contain("--data"));
    }

    [Test]
    public async Task An_unknown_option_is_a_one_line_error()
    {
        await using var stack = new StackProcess(_folder.FullName, ["--no-such-option"]);

        Assert.That(await ExitCodeAsync(stack), Is.EqualTo(2));
        Assert.That(stack.Output.TrimEnd(), Is.EqualTo("'--no-such-option' is not an option. Use --help to list the options."));
    }

    private static async Task<int> ExitCodeAsync(StackProcess stack)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        return await stack.ExitCodeAsync(timeout.Token);
    }

    /// <summary>Publishes the flights without retries, because a killed stack does not return to its port.</summary>
    private static async Task PublishAsync(string connectionString, Action<PublishedSend> acknowledged)
    {
        var options = new EventHubProducerClientOptions { RetryOptions = { MaximumRetries = 0 } };
        await using var producer = new EventHubProducerClient(connectionString, ResourceNames.EventHub, options);
        using var sample = new SampleFlights(BuildPaths.SampleFlights);
        await new SamplePublisher(producer, sample).PublishAsync(Wanted, acknowledged, default);
    }

    private static IEnumerable<string> EventIds(PublishedSend send) =>
        Enumerable.Range(0, send.Events).Select(i => SampleFlight.EventId(send.LastRow - (50 * i)));

    private static async Task<HashSet<string?>> StoredEventIdsAsync(StackClient client) =>
        [.. (await client.Host.Kusto().QueryAsync("FlightEvents | distinct EventId", default)).Select(row => row[0].GetString())];

    private async Task<StackClient> StartAsync() => new(await LocalStackHost.StartAsync(new LocalStackOptions
    {
        DataDirectory = _folder.FullName,
        FunctionsPort = 0,
        KustoPort = 0,
        EventHubsPort = 0,
        AzuritePort = 0,
        LoggerFactory = NullLoggerFactory.Instance,
    }));
}
