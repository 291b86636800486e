using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using LocalStack.EventHubs;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>
/// Tests the Functions host with the SDK's event processor, which reads over AMQP and stores checkpoints in the storage account, as in
/// Azure.
/// </summary>
internal sealed class EventProcessorTests : StackTestBase
{
    private const int Count = 40;

    /// <summary>The time limit. The event processor can need several load-balancing intervals to claim all partitions.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    protected override bool UseEventProcessor => true;

    /// <summary>Requests a checkpoint after each batch, so that the checkpoints include the last event.</summary>
    protected override IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["AzureFunctionsJobHost:extensions:eventHubs:batchCheckpointFrequency"] = "1" };

    [Test]
    public async Task Events_are_stored_and_a_restart_resumes_from_the_checkpoints_in_the_storage_account()
    {
        await Stack.SendAsync(Enumerable.Range(0, Count).Select(i => Events.Flight($"processor-{i}", "QPP", "QRR")));
        await StoredAsync(Count);
        await Eventually.IsTrueAsync(async () => await CheckpointedAsync() == Count, "Checkpoints after all events", Limit);
        Assert.That(await WaitingAsync(), Is.Zero, "the number of waiting events is computed from the checkpoints");

        await RestartAsync();
        await Stack.SendAsync(Events.Flight("processor-after", "QPP", "QRR"));
        await StoredAsync(Count + 1);

        var rows = await Stack.CountAsync("FlightEvents | where Origin == 'QPP' | count");
        Assert.That(rows, Is.EqualTo(Count + 1), "no event was redelivered");
    }

    private async Task<double> WaitingAsync() => (await Stack.Host.MeasureLagAsync(default))
        .Where(value => value.Name == ConsumerLag.WaitingEvents)
        .Sum(value => value.Value);

    private Task StoredAsync(int events) => Eventually.IsTrueAsync(
        async () => await Stack.CountAsync("FlightEvents | where Origin == 'QPP' | count") >= events, $"Storage of {events} events", Limit);

    /// <summary>Returns the number of events before the checkpoints of all partitions.</summary>
    private async Task<long> CheckpointedAsync()
    {
        var container = new BlobContainerClient(Stack.Host.StorageConnectionString, "azure-webjobs-eventhub");
        var options = new GetBlobsOptions { Prefix = "127.0.0.1/flight-events/ingest/checkpoint/", Traits = BlobTraits.Metadata };
        var events = 0L;
        await foreach (var blob in container.GetBlobsAsync(options))
            events += long.Parse(blob.Metadata["sequencenumber"], CultureInfo.InvariantCulture) + 1;
        return events;
    }
}
