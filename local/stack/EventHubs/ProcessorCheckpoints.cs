using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace LocalStack.EventHubs;

/// <summary>
/// Reads the checkpoints that the SDK's event processor stores as blobs in the storage account, in the layout of the Event Hubs extension.
/// </summary>
/// <param name="storageConnectionString">The connection string in <c>AzureWebJobsStorage</c>.</param>
/// <param name="namespaceName">The host name of the event hub's endpoint.</param>
/// <param name="hub">The event hub's name.</param>
/// <param name="group">The consumer group.</param>
internal sealed class ProcessorCheckpoints(string storageConnectionString, string namespaceName, string hub, string group)
{
    private readonly BlobContainerClient _container = new(storageConnectionString, "azure-webjobs-eventhub");
    private readonly string _prefix = $"{namespaceName}/{hub}/{group}/checkpoint/";

    /// <summary>Returns the sequence number after the checkpoint for each partition. Partitions without a checkpoint are omitted.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ReadAsync(CancellationToken cancellationToken)
    {
        var next = new Dictionary<string, long>();
        var options = new GetBlobsOptions { Prefix = _prefix, Traits = BlobTraits.Metadata };
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
                next[blob.Name[_prefix.Length..]] = long.Parse(blob.Metadata["sequencenumber"], CultureInfo.InvariantCulture) + 1;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // The Functions host creates the container when it starts the trigger.
        }

        return next;
    }
}
