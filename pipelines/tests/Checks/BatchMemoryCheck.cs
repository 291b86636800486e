using System.Text.Json;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks that an instance has enough memory to catch up with messages of 25 events. host.json limits the messages per partition, but not
/// their bytes. The factor and the limit come from measurements with bench/catchup, which docs/operations/capacity.md explains.
/// </summary>
internal static class BatchMemoryCheck
{
    /// <summary>The size of a message with 25 events of 1 KB.</summary>
    private const long MessageBytes = 25_000;

    /// <summary>
    /// The ratio of heap size to prefetched and batched bytes. The heaps contain the host's batch, its gRPC message, the worker's copy of
    /// the message, and the worker's events.
    /// </summary>
    private const int HeapPerByte = 3;

    /// <summary>The share of an instance's memory that is available for the heaps of host and worker.</summary>
    private const double HeapShare = 0.75;

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var eventHubs = JsonSerializer.Deserialize<JsonElement>(files["host.json"]).GetProperty("extensions").GetProperty("eventHubs");
        var messages = eventHubs.GetProperty("prefetchCount").GetInt64() + eventHubs.GetProperty("maxEventBatchSize").GetInt64();
        foreach (var environment in Templates.Environments)
        {
            var parameters = files.Templates.Parameters(environment);
            var app = parameters.GetProperty("functionApp").GetProperty("value");
            var partitions = parameters.GetProperty("eventHubs").GetProperty("value").GetProperty("partitions").GetInt32();
            // After an outage, the always-ready instances share all partitions until other instances have started.
            var share = (int)Math.Ceiling(partitions / (double)Math.Max(1, app.GetProperty("alwaysReadyIngestion").GetInt32()));
            var needed = share * messages * MessageBytes * HeapPerByte / 1e6;
            var available = app.GetProperty("instanceMemoryMB").GetInt32() * HeapShare;
            if (needed > available)
                yield return new Finding(
                    "host.json",
                    $"an instance of {environment} that catches up with {share} partitions needs {needed:0} MB of {available:0}: "
                    + "lower maxEventBatchSize or prefetchCount, or raise alwaysReadyIngestion");
        }
    }
}
