using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace LocalStack.EventHubs;

/// <summary>
/// The checkpoints that the SDK's processor keeps in blobs of the storage account, in the layout of the Event Hubs extension.
/// </summary>
/// <param name="storageConnectionString">The account of <c>AzureWebJobsStorage</c>.</param>
/// <param name="namespaceName">The host of the event hub's endpoint.</param>
/// <param name="hub">The event hub's name.</param>
/// <param name="group">The consumer group.</param>
internal sealed class ProcessorCheckpoints(string storageConnectionString, string namespaceName, string hub, string group)
{
    private readonly BlobContainerClient _container = new(storageConnectionString, "azure-webjobs-eventhub");
    private readonly string _prefix = $"{namespaceName}/{hub}/{group}/checkpoint/";

    /// <summary>The sequence number after the checkpoint, by partition; partitions without a checkpoint are missing.</summary>
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
            // The Functions host creates it when it starts the trigger.
        }

        return next;
    }
}
