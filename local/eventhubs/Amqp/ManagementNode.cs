using System.Globalization;
using LocalEventHubs.Hubs;
using LocalEventHubs.Security;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Amqp;

/// <summary>The node <c>$management</c>, which returns the properties of hubs and partitions.</summary>
internal sealed class ManagementNode(PeerConnection connection, EventHubNamespace hubs, ILogger logger) : RequestNode(connection, logger)
{
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    protected override Response Handle(AmqpMessage request)
    {
        if (Text(request, "operation") != "READ")
            throw AmqpErrors.InvalidArgument("The only operation of $management is 'READ'.");

        var name = Text(request, "name") ?? "";
        Authorize(request, name);
        var hub = hubs.GetHub(name);
        return new Response(200, "OK", Text(request, "type") switch
        {
            HubType => Describe(hub),
            PartitionType => Describe(hub, hub.GetPartition(Text(request, "partition") ?? "")),
            var type => throw AmqpErrors.InvalidArgument($"The type '{type}' is unknown. It must be '{HubType}' or '{PartitionType}'."),
        }, null);
    }

    /// <summary>
    /// Authorizes the request by the connection's token (Python) or by the token in the request (JavaScript, .NET). The Python SDK sends a
    /// number instead of a token in the request.
    /// </summary>
    private void Authorize(AmqpMessage request, string hub)
    {
        var path = $"{hub}/$management";
        if (Text(request, "security_token") is { } token)
            Connection.Authorizations.Validator.Authorize(token, AccessClaims.All, path);
        else if (!Connection.Authorizations.Allow(AccessClaims.All, path))
            throw TokenValidator.Unauthorized($"Unauthorized access. No valid token has access to '{hub}'.");
    }

    private static AmqpMap Describe(EventHub hub) => new()
    {
        [new MapKey("name")] = hub.Name,
        [new MapKey("type")] = HubType,
        [new MapKey("created_at")] = hub.CreatedAt.UtcDateTime,
        [new MapKey("partition_count")] = hub.Partitions.Count,
        [new MapKey("partition_ids")] = hub.Partitions.Select(partition => partition.Id).ToArray(),
        [new MapKey("georeplication_factor")] = 1,
    };

    private static AmqpMap Describe(EventHub hub, Partition partition) => new()
    {
        [new MapKey("name")] = hub.Name,
        [new MapKey("type")] = PartitionType,
        [new MapKey("partition")] = partition.Id,
        [new MapKey("begin_sequence_number")] = partition.FirstSequenceNumber,
        [new MapKey("last_enqueued_sequence_number")] = partition.LastSequenceNumber,
        [new MapKey("last_enqueued_offset")] = partition.Log.LastOffset.ToString(CultureInfo.InvariantCulture),
        [new MapKey("last_enqueued_time_utc")] = (partition.LastEnqueuedTime ?? DateTimeOffset.UnixEpoch).UtcDateTime,
        [new MapKey("is_partition_empty")] = partition.LastSequenceNumber < partition.FirstSequenceNumber,
    };
}
