using System.Diagnostics;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using LatamFunctions.Ingestion;
using LocalEventHubs;
using LocalEventHubs.Hubs;
using LocalFunctions.Host;
using LocalFunctions.Host.EventHubs;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack;
using LocalStack.Configuration;
using LocalStack.EventHubs;
using LocalStack.Kusto;
using Microsoft.Extensions.Logging.Abstractions;

namespace PathBenchmark;

/// <summary>Measures the stages of event ingestion separately, and all stages together.</summary>
internal sealed class Stages(PathOptions options, string folder)
{
    private const string Hub = ResourceNames.EventHub;
    private const string Group = ResourceNames.ConsumerGroup;
    private const string Database = "NetDefaultDB";
    private const int RowsOfARequest = 1_000;
    private const int Clients = 4;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan StallTimeout = TimeSpan.FromMinutes(1);

    private int WarmUp => options.Events / 4;

    /// <summary>Measures publishing: the SDK's producer, AMQP, and the broker's log on disk.</summary>
    public async Task<StageResult> PublishAsync(EventHubBroker broker)
    {
        await PublisherProcess.StartAsync(broker.ConnectionString, Hub, WarmUp);
        using var meter = new Meter();
        var publisher = await PublisherProcess.StartAsync(broker.ConnectionString, Hub, options.Events);
        return meter.Result("publish: SDK, AMQP, log on disk", options.Events, publisher);
    }

    /// <summary>Measures how fast the host reads the log.</summary>
    public static async Task<StageResult> ReadAsync(EventHubBroker broker)
    {
        var hub = await new BrokerEventSource(broker).OpenAsync("", Hub, Group, default);
        await Task.WhenAll(hub.Partitions.Select(ReadPartitionAsync));
        using var meter = new Meter();
        var events = await Task.WhenAll(hub.Partitions.Select(ReadPartitionAsync));
        return meter.Result("read: the log, as whole messages", events.Sum());

        static async Task<long> ReadPartitionAsync(IEventPartition partition)
        {
            var (next, end) = (partition.FirstSequenceNumber, partition.NextSequenceNumber);
            while (next < end)
            {
                using var batch = await partition.ReadAsync(next, 500, default);
                next = batch.Events[^1].SequenceNumber + 1;
            }

            return end;
        }
    }

    /// <summary>Compares the app's decoder with the SDK's decoder on one thread.</summary>
    public static async Task<IReadOnlyList<StageResult>> DecodeAsync(EventHubBroker broker)
    {
        var stored = await broker.GetHub(Hub).Partitions[0].ReadAsync(0, 2_000);
        BinaryData[] messages = [.. stored.Select(one => BinaryData.FromBytes(one.ToMessage()))];
        Func<BinaryData, EventData> own = bytes => AmqpEventDecoder.TryDecode(bytes)!;
        Func<BinaryData, EventData> official = bytes => new EventData(AmqpAnnotatedMessage.FromBytes(bytes));
        Measure(own);
        Measure(official);
        return [Measure(official) with { Stage = "decode: the SDK" }, Measure(own) with { Stage = "decode: the app's decoder" }];

        StageResult Measure(Func<BinaryData, EventData> decode)
        {
            const int rounds = 50;
            using var meter = new Meter();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var message in messages)
                    decode(message);
            }

            return meter.Result("", rounds * messages.Length);
        }
    }

    /// <summary>Measures the host and the worker with a Kusto endpoint that stores nothing.</summary>
    public async Task<(StageResult Result, IReadOnlyList<byte[]> Rows)> WorkAsync(EventHubBroker broker)
    {
        await using var sink = await KustoSink.StartAsync(recordedRequests: 200);
        var source = new BrokerEventSource(broker);
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["EventHubs"] = broker.ConnectionString,
            ["Kusto:Endpoint"] = sink.Endpoint.AbsoluteUri,
            ["Kusto:Database"] = ResourceNames.Database,
            ["Kusto:Authentication"] = "None",
            ["Kusto:CompressIngestion"] = "false",
            ["DeadLetters:ConnectionString"] = "UseDevelopmentStorage=true",
            ["DOTNET_TieredPGO"] = "0",
        };
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        await using var host = await FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            AppFolder = BuildPaths.FunctionsApp,
            Settings = settings,
            EventSource = source,
            TriggerMetadata = FunctionsApp.TriggerMetadata,
        });
        var hub = broker.GetHub(Hub);
        var result = await MeasureAsync(
            "host and worker: gRPC, decode, check, encode", host, () => Waiting(source, hub), () => null);
        return (result, [.. sink.RecordedBodies]);
    }

    /// <summary>Measures the engine: streaming ingestion of the app's rows with a thousand rows per request.</summary>
    public async Task<StageResult> StoreAsync(IReadOnlyList<byte[]> rows)
    {
        await using var kusto = await KustoServer.StartAsync(new KustoServerOptions { DataDirectory = Path.Combine(folder, "kusto") });
        using var http = new HttpClient();
        var schema = await File.ReadAllTextAsync(BuildPaths.KustoSchema);
        await new KustoRestClient(http, kusto.Endpoint, Database)
            .CommandAsync($".execute database script with (ThrowOnErrors = true) <|\n{schema}", default);
        var ingestion = new Uri(
            kusto.Endpoint, $"v1/rest/ingest/{Database}/FlightEvents?streamFormat=json&mappingName=FlightEventsJson");
        byte[][] lines = [.. rows.SelectMany(body => Split(body))];
        byte[][] requests =
        [
            .. lines.Chunk(RowsOfARequest).Where(chunk => chunk.Length == RowsOfARequest)
                .Select(chunk => chunk.SelectMany(line => line).ToArray()),
        ];
        await IngestAsync(WarmUp);
        using var meter = new Meter();
        var events = await IngestAsync(options.Events);
        return meter.Result("engine: streaming ingestion of 1,000 rows", events);

        async Task<long> IngestAsync(int wanted)
        {
            var (next, count) = (-1, wanted / RowsOfARequest);
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var number && number < count)
                {
                    using var body = new ByteArrayContent(requests[number % requests.Length]);
                    using var response = await http.PostAsync(ingestion, body);
                    response.EnsureSuccessStatusCode();
                }
            })));
            return (long)count * RowsOfARequest;
        }

        static IEnumerable<byte[]> Split(byte[] body)
        {
            for (var start = 0; start < body.Length;)
            {
                var end = Array.IndexOf(body, (byte)'\n', start) + 1;
                yield return body[start..end];
                start = end;
            }
        }
    }

    /// <summary>Measures publisher, stack and worker together. The measurement starts when a quarter of the events are stored.</summary>
    public async Task<StageResult> EndToEndAsync()
    {
        await using var stack = await LocalStackHost.StartAsync(new LocalStackOptions
        {
            DataDirectory = Path.Combine(folder, "stack"),
            FunctionsPort = 0,
            KustoPort = 0,
            EventHubsPort = 0,
            AzuritePort = 0,
            Partitions = options.Partitions,
            Settings = options.Settings,
            LoggerFactory = NullLoggerFactory.Instance,
        });
        var publishing = PublisherProcess.StartAsync(stack.EventHubsConnectionString, Hub, options.Events);
        var result = await MeasureAsync(
            "all stages: SDK to queryable", stack.Functions,
            () => options.Events - stack.FlightEvents.Partitions.Sum(partition => partition.LastSequenceNumber + 1) + stack.Backlog,
            () => publishing);
        var stored = await stack.Kusto().CountAsync("FlightEvents | count", default);
        return stored == options.Events ? result : throw new InvalidOperationException($"{stored} of {options.Events} events were stored.");
    }

    private static long Waiting(BrokerEventSource source, EventHub hub)
    {
        var group = hub.GetConsumerGroup(Group);
        return hub.Partitions.Sum(partition => source.EventsWaiting(partition, group));
    }

    private async Task<StageResult> MeasureAsync(string stage, FunctionsHost host, Func<long> waiting, Func<Task<TimeSpan>?> publishing)
    {
        var total = publishing() is null ? waiting() : options.Events;
        await WaitForBacklogAsync(total - WarmUp);
        using var meter = new Meter(await host.GetWorkerProcessIdAsync());
        var measured = waiting();
        await WaitForBacklogAsync(0);
        var result = meter.Result(stage, measured);
        if (publishing() is not { } publisher)
            return result;

        // The publisher's time includes the warm-up events, so only the share of the measured events counts.
        var share = await publisher * ((double)measured / options.Events);
        return result with { Publisher = share };

        async Task WaitForBacklogAsync(long events)
        {
            var (last, since) = (long.MaxValue, Stopwatch.GetTimestamp());
            for (var left = waiting(); left > events; left = waiting())
            {
                if (left != last)
                    (last, since) = (left, Stopwatch.GetTimestamp());
                else if (Stopwatch.GetElapsedTime(since) > StallTimeout)
                {
                    throw new TimeoutException(
                        $"{stage}: {left:N0} events are waiting, and no event was processed for {StallTimeout.TotalSeconds:N0} s.");
                }

                await Task.Delay(Poll);
            }
        }
    }
}
