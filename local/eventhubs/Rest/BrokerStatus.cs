using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEventHubs.Hubs;
using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>The response of <c>GET /</c>: the state of the broker's hubs, partitions and consumer groups.</summary>
internal sealed record BrokerStatus(IReadOnlyList<BrokerStatus.HubStatus> Hubs)
{
    public static async Task WriteAsync(HttpContext context, EventHubNamespace hubs)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
            throw new RestException(StatusCodes.Status405MethodNotAllowed, "Only GET is supported here.");

        var body = JsonSerializer.SerializeToUtf8Bytes(From(hubs), StatusJson.Default.BrokerStatus);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static BrokerStatus From(EventHubNamespace hubs) =>
        new([.. hubs.Hubs.Select(hub => new HubStatus(
            hub.Name,
            [.. hub.Partitions.Select(partition => new PartitionStatus(
                partition.Id,
                partition.FirstSequenceNumber,
                partition.LastSequenceNumber,
                partition.LastEnqueuedTime,
                partition.Log.Size))],
            [.. hub.ConsumerGroups.Select(group => new ConsumerGroupStatus(
                group.Name,
                hub.Partitions.ToDictionary(
                    partition => partition.Id, partition => group.GetCheckpoint(partition.Id)?.SequenceNumber)))]))]);

    internal sealed record HubStatus(
        string Name, IReadOnlyList<PartitionStatus> Partitions, IReadOnlyList<ConsumerGroupStatus> ConsumerGroups);

    internal sealed record PartitionStatus(
        string Id, long FirstSequenceNumber, long LastSequenceNumber, DateTimeOffset? LastEnqueuedTime, long SizeInBytes);

    /// <param name="Checkpoints">
    /// The last processed sequence number per partition, or <c>null</c> for a partition without a checkpoint.
    /// </param>
    internal sealed record ConsumerGroupStatus(string Name, IReadOnlyDictionary<string, long?> Checkpoints);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BrokerStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
