using System.Text;
using LocalEventHubs;
using LocalKusto;
using LocalStack.EventHubs;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests.EventHubs;

/// <summary>Checkpoints beside a database that has fewer rows than they claim.</summary>
internal sealed class CheckpointRecoveryTests
{
    private const string Body = "an event";

    private readonly HttpClient _http = new();
    private readonly Dictionary<long, int> _deadLettered = [];
    private DirectoryInfo _folder = null!;
    private EventHubBroker _broker = null!;
    private KustoServer _kusto = null!;

    private EventHub Hub => _broker.GetHub("flights");

    private ConsumerGroup Group => Hub.GetConsumerGroup("ingest");

    private KustoRestClient Kusto => new(_http, _kusto.Endpoint, "db");

    [SetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("recovery-");
        _broker = await EventHubBroker.StartAsync(new EventHubBrokerOptions
        {
            DataDirectory = Path.Combine(_folder.FullName, "hub"),
            Hubs = [new EventHubDefinition("flights", 2, ["ingest"])],
        });
        _kusto = await KustoServer.StartAsync(new KustoServerOptions { DataDirectory = Path.Combine(_folder.FullName, "kusto"), Database = "db" });
        await Kusto.CommandAsync(".create table FlightEvents (PartitionId:string, SequenceNumber:long)", default);
        await Hub.SendAsync([.. Enumerable.Repeat(new EventToSend(Encoding.UTF8.GetBytes(Body)), 20)], partitionId: "1");
        _deadLettered.Clear();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _kusto.DisposeAsync();
        await _broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [OneTimeTearDown]
    public void Dispose() => _http.Dispose();

    [Test]
    public async Task A_checkpoint_beyond_the_stored_rows_goes_back_to_the_last_stored_message()
    {
        await StoreAsync(0, 13);
        await CheckpointAsync(19);

        await RecoverAsync();

        Assert.That(Group.GetCheckpoint("1")!.SequenceNumber, Is.EqualTo(11), "message 12 may be stored in part");
        Assert.That(Group.GetCheckpoint("0"), Is.Null);
    }

    [Test]
    public async Task An_empty_database_gets_all_events_again()
    {
        await CheckpointAsync(19);

        await RecoverAsync();

        Assert.That(Group.EventsWaiting(Hub.GetPartition("1")), Is.EqualTo(20));
    }

    [TestCase(20)]
    [TestCase(17)]
    public async Task A_checkpoint_at_the_stored_rows_or_before_them_stays(int checkpoint)
    {
        await StoreAsync(0, 20);
        await CheckpointAsync(checkpoint - 1);

        await RecoverAsync();

        Assert.That(Group.GetCheckpoint("1")!.SequenceNumber, Is.EqualTo(checkpoint - 1));
    }

    [Test]
    public async Task Dead_letters_are_no_lost_rows()
    {
        await StoreAsync(0, 15);
        await CheckpointAsync(19);
        for (var i = 15; i < 20; i++)
            _deadLettered[i] = Body.Length;

        await RecoverAsync();

        Assert.That(Group.GetCheckpoint("1")!.SequenceNumber, Is.EqualTo(19));
    }

    [TestCase(false, 0, TestName = "A_row_lost_among_dead_letters_is_delivered_again")]
    [TestCase(true, 7, TestName = "A_dead_letter_of_a_part_proves_nothing_of_its_message")]
    public async Task Not_all_is_dead_lettered(bool isDeadLettered, int length)
    {
        await StoreAsync(0, 15);
        await CheckpointAsync(19);
        for (var i = 15; i < 20; i++)
            _deadLettered[i] = Body.Length;
        _deadLettered.Remove(17);
        if (isDeadLettered)
            _deadLettered[17] = length;

        await RecoverAsync();

        Assert.That(Group.GetCheckpoint("1")!.SequenceNumber, Is.EqualTo(13));
    }

    private Task StoreAsync(int first, int count) =>
        Kusto.CommandAsync($".set-or-append FlightEvents <| range SequenceNumber from {first} to {first + count - 1} step 1 | project PartitionId = '1', SequenceNumber", default);

    private Task CheckpointAsync(long sequenceNumber) => Group.UpdateCheckpointAsync("1", new Checkpoint("0", sequenceNumber)).AsTask();

    private Task RecoverAsync() => new CheckpointRecovery(
        Hub,
        Group,
        Kusto,
        (_, after, last, _) => Task.FromResult<IReadOnlyDictionary<long, int>>(
            _deadLettered.Where(letter => letter.Key > after && letter.Key <= last).ToDictionary()),
        NullLogger<CheckpointRecovery>.Instance).RunAsync(default);
}
