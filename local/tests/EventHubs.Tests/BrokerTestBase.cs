using LocalEventHubs.Configuration;
using LocalEventHubs.Hubs;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Tests;

/// <summary>The base class for tests that start brokers on free ports with a separate data folder.</summary>
internal abstract class BrokerTestBase
{
    private readonly List<EventHubBroker> _started = [];
    private TempDirectory _temp = null!;

    protected string Folder => _temp.Path;

    protected ManualTime Time { get; private set; } = null!;

    [SetUp]
    public void CreateFolder()
    {
        _temp = new TempDirectory();
        Time = new ManualTime();
    }

    [TearDown]
    public async Task StopBrokersAsync()
    {
        foreach (var broker in _started)
            await broker.DisposeAsync();
        _started.Clear();
        _temp.Dispose();
    }

    protected EventHubBrokerOptions Options(params EventHubDefinition[] hubs) => new()
    {
        DataDirectory = Folder,
        Hubs = hubs.Length > 0 ? hubs : [new EventHubDefinition("flights", 4, ["ingest"])],
        TimeProvider = Time,
    };

    protected async Task<EventHubBroker> StartAsync(EventHubBrokerOptions? options = null, Disk? disk = null)
    {
        var broker = await EventHubBroker.StartAsync(options ?? Options(), disk ?? Disk.Real);
        _started.Add(broker);
        return broker;
    }

    /// <summary>Returns all stored events, ordered by partition.</summary>
    protected static async Task<List<(string Partition, StoredEvent Event)>> ReadAllAsync(EventHub hub)
    {
        var events = new List<(string, StoredEvent)>();
        foreach (var partition in hub.Partitions)
        {
            for (var next = 0L; next <= partition.LastSequenceNumber;)
            {
                var read = await partition.ReadAsync(next, 1000);
                events.AddRange(read.Select(e => (partition.Id, e)));
                next = read[^1].SequenceNumber + 1;
            }
        }

        return events;
    }
}
