using System.Text;
using Azure.Data.Tables;
using LocalEventHubs;
using LocalEventHubs.Configuration;
using LocalEventHubs.Hubs;
using LocalEventHubs.Messages;
using LocalEventHubs.Storage;
using LocalKusto;
using LocalKusto.Configuration;
using LocalStack.EventHubs;
using LocalStack.Kusto;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests.EventHubs;

/// <summary>Tests the recovery of checkpoints if the database has fewer rows than the checkpoints indicate.</summary>
internal sealed class CheckpointRecoveryTests
{
    private const string Body = "an event";

    private readonly HttpClient _http = new();
    private readonly HashSet<long> _deadLettered = [];
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
        _kusto = await KustoServer.StartAsync(
            new KustoServerOptions { DataDirectory = Path.Combine(_folder.FullName, "kusto"), Database = "db" });
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
    public async Task A_checkpoint_beyond_the_stored_rows_is_moved_back_to_the_last_stored_message()
    {
        await StoreAsync(0, 13);
        await CheckpointAsync(19);

        await RecoverAsync();

        Assert.That(Group.GetCheckpoint("1")!.SequenceNumber, Is.EqualTo(11), "message 12 can be stored partially");
        Assert.That(Group.GetCheckpoint("0"), Is.Null);
    }

    [Test]
    public async Task With_an_empty_database_all_events_are_redelivered()
    {
        await CheckpointAsync(19);

        await RecoverAsync();

        Assert.That(Group.EventsWaiting(Hub.GetPartition("1")), Is.EqualTo(20));
    }

    [TestCase(20)]
    [TestCase(17)]
    public async Task A_checkpoint_at_or_before_the_stored_rows_is_unchanged(int checkpoint)
    {
        await StoreAsync(0, 20);
        await CheckpointAsync(checkpoint - 1);

        await RecoverAsync();

        Assert.That(Group.GetCheckpoint("1")!.SequenceNumber, Is.EqualTo(checkpoint - 1));
    }

    [Test]
    public async Task Dead_letters_are_not_counted_as_lost_rows()
    {
        await StoreAsync(0, 15);
        await CheckpointAsync(19);
        _deadLettered.UnionWith([15, 16, 17, 18, 19]);

        await RecoverAsync();

        Assert.That(Group.GetCheckpoint("1")!.SequenceNumber, Is.EqualTo(19));
    }

    [Test]
    public async Task A_row_lost_among_dead_letters_is_redelivered()
    {
        await StoreAsync(0, 15);
        await CheckpointAsync(19);
        _deadLettered.UnionWith([15, 16, 18, 19]);

        await RecoverAsync();

        Assert.That(Group.GetCheckpoint("1")!.SequenceNumber, Is.EqualTo(13));
    }

    [TestCase(null, true, 0, ExpectedResult = true, TestName = "A_message_rejected_as_a_whole_has_only_its_dead_letter")]
    [TestCase(2, false, 0, 1, ExpectedResult = true, TestName = "A_message_of_invalid_events_has_one_dead_letter_per_event")]
    [TestCase(2, false, 0, 0, ExpectedResult = false, TestName = "A_dead_letter_is_counted_once")]
    [TestCase(10, false, 3, ExpectedResult = false, TestName = "A_dead_letter_of_one_event_does_not_prove_processing")]
    [TestCase(null, false, 0, ExpectedResult = false, TestName = "A_dead_letter_without_a_count_does_not_prove_processing")]
    public bool A_message_without_valid_events_is_recognized_by_its_dead_letters(int? events, bool isWhole, params int[] indices)
    {
        // Each body is longer than the maximum size of the compressed message.
        var deadLetters = indices.Select(index => new TableEntity
        {
            ["SequenceNumber"] = 7L,
            ["EventIndex"] = index,
            ["IsWholeMessage"] = isWhole,
            ["BodyLength"] = 10_000,
            ["MessageEvents"] = events,
        });

        return DeadLetteredMessages.Complete(deadLetters).Contains(7);
    }

    private Task StoreAsync(int first, int count) =>
        Kusto.CommandAsync(
            $".set-or-append FlightEvents <| range SequenceNumber from {first} to {first + count - 1} step 1 | project "
            + "PartitionId = '1', SequenceNumber",
            default);

    private Task CheckpointAsync(long sequenceNumber) => Group.UpdateCheckpointAsync("1", new Checkpoint("0", sequenceNumber)).AsTask();

    private Task RecoverAsync() => new CheckpointRecovery(
        Hub,
        Group,
        Kusto,
        (_, after, last, _) => Task.FromResult<IReadOnlySet<long>>(
            _deadLettered.Where(sequenceNumber => sequenceNumber > after && sequenceNumber <= last).ToHashSet()),
        NullLogger<CheckpointRecovery>.Instance).RunAsync(default);
}
