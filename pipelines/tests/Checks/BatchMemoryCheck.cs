using System.Text.Json;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// An instance survives catching up with messages of 25 events: host.json bounds messages for each partition, not bytes. The factor and the
/// limit are measured by bench/catchup; docs/operations/capacity.md explains them.
/// </summary>
internal static class BatchMemoryCheck
{
    /// <summary>25 events of 1 KB in a message.</summary>
    private const long MessageBytes = 25_000;

    /// <summary>
    /// Heap over prefetched and batched bytes: the host's batch, its gRPC message, the worker's copy of that, the worker's events.
    /// </summary>
    private const int CopiesOfABatch = 3;

    /// <summary>Three quarters of an instance's memory for the heaps of host and worker.</summary>
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
            // After an outage the instances that are always ready share all partitions until others have started.
            var share = (int)Math.Ceiling(partitions / (double)Math.Max(1, app.GetProperty("alwaysReadyIngestion").GetInt32()));
            var needed = share * messages * MessageBytes * CopiesOfABatch / 1e6;
            var available = app.GetProperty("instanceMemoryMB").GetInt32() * HeapShare;
            if (needed > available)
                yield return new Finding(
                    "host.json",
                    $"an instance of {environment} that catches up with {share} partitions needs {needed:0} MB of {available:0}: "
                    + "lower maxEventBatchSize or prefetchCount, or raise alwaysReadyIngestion");
        }
    }
}
