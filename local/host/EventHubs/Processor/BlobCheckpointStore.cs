using System.Globalization;
using Azure;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace LocalFunctions.Host.EventHubs.Processor;

/// <summary>
/// Stores checkpoints and ownerships as blobs in the layout of the SDKs: <c>{namespace}/{hub}/{group}/checkpoint/{partition}</c> and
/// <c>{namespace}/{hub}/{group}/ownership/{partition}</c> in lowercase, with the values as metadata. Claims compare ETags, so that only one
/// host can claim a partition.
/// </summary>
internal sealed class BlobCheckpointStore(BlobContainerClient container) : CheckpointStore
{
    private const string Offset = "offset";
    private const string SequenceNumber = "sequencenumber";
    private const string ClientIdentifier = "clientidentifier";
    private const string Owner = "ownerid";

    public override async Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken)
    {
        var prefix = $"{Prefix(fullyQualifiedNamespace, eventHubName, consumerGroup)}/ownership/";
        var ownerships = new List<EventProcessorPartitionOwnership>();
        var options = new GetBlobsOptions { Prefix = prefix, Traits = BlobTraits.Metadata };
        await foreach (var blob in container.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
        {
            ownerships.Add(new EventProcessorPartitionOwnership
            {
                FullyQualifiedNamespace = fullyQualifiedNamespace,
                EventHubName = eventHubName,
                ConsumerGroup = consumerGroup,
                PartitionId = blob.Name[prefix.Length..],
                OwnerIdentifier = blob.Metadata.TryGetValue(Owner, out var owner) ? owner : "",
                LastModifiedTime = blob.Properties.LastModified ?? default,
                Version = blob.Properties.ETag?.ToString(),
            });
        }

        return ownerships;
    }

    public override async Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
    {
        var claimed = new List<EventProcessorPartitionOwnership>();
        foreach (var ownership in desiredOwnership)
        {
            if (await TryClaimAsync(ownership, cancellationToken).ConfigureAwait(false) is not { } blob)
                continue;
            ownership.Version = blob.ETag.ToString();
            ownership.LastModifiedTime = blob.LastModified;
            claimed.Add(ownership);
        }

        return claimed;
    }

    public override async Task<EventProcessorCheckpoint> GetCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken)
    {
        try
        {
            var blob = Checkpoint(fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId);
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            if (Position(properties.Metadata) is not { } position)
                return null!;
            return new EventProcessorCheckpoint
            {
                FullyQualifiedNamespace = fullyQualifiedNamespace,
                EventHubName = eventHubName,
                ConsumerGroup = consumerGroup,
                PartitionId = partitionId,
                StartingPosition = position,
            };
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // null means that there is no checkpoint. The signature of the base class has no nullability annotation.
            return null!;
        }
    }

    public override Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        string clientIdentifier,
        CheckpointPosition checkpointStartingPosition,
        CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>
        {
            [SequenceNumber] = checkpointStartingPosition.SequenceNumber.ToString(CultureInfo.InvariantCulture),
            [ClientIdentifier] = clientIdentifier,
        };
        if (checkpointStartingPosition.OffsetString is { } offset)
            metadata[Offset] = offset;
        return WriteAsync(Checkpoint(fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId), metadata, null, cancellationToken);
    }

    [Obsolete("The SDK declares this overload obsolete and calls the other overload.")]
    public override Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        long offset,
        long? sequenceNumber,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException("A checkpoint requires a sequence number and a client identifier.");

    private static string Prefix(string fullyQualifiedNamespace, string eventHubName, string consumerGroup) =>
        $"{fullyQualifiedNamespace}/{eventHubName}/{consumerGroup}".ToLowerInvariant();

    private static EventPosition? Position(IDictionary<string, string> metadata)
    {
        if (metadata.TryGetValue(Offset, out var offset) && offset.Length > 0)
            return EventPosition.FromOffset(offset, isInclusive: false);
        return metadata.TryGetValue(SequenceNumber, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? EventPosition.FromSequenceNumber(number, isInclusive: false)
            : null;
    }

    private BlobClient Checkpoint(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId) =>
        container.GetBlobClient($"{Prefix(fullyQualifiedNamespace, eventHubName, consumerGroup)}/checkpoint/{partitionId}");

    private async Task<BlobContentInfo?> TryClaimAsync(EventProcessorPartitionOwnership ownership, CancellationToken cancellationToken)
    {
        var prefix = Prefix(ownership.FullyQualifiedNamespace, ownership.EventHubName, ownership.ConsumerGroup);
        var blob = container.GetBlobClient($"{prefix}/ownership/{ownership.PartitionId}");
        var condition = ownership.Version is null
            ? new BlobRequestConditions { IfNoneMatch = ETag.All }
            : new BlobRequestConditions { IfMatch = new ETag(ownership.Version) };
        try
        {
            var metadata = new Dictionary<string, string> { [Owner] = ownership.OwnerIdentifier ?? "" };
            return await WriteAsync(blob, metadata, condition, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // Another host claimed the partition first.
            return null;
        }
    }

    private static async Task<BlobContentInfo> WriteAsync(
        BlobClient blob, Dictionary<string, string> metadata, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Metadata = metadata, Conditions = conditions };
        return await blob.UploadAsync(BinaryData.Empty, options, cancellationToken).ConfigureAwait(false);
    }
}
