using CommandLines;

namespace CatchUp;

/// <summary>The load of an instance that processes a backlog.</summary>
/// <param name="Partitions">The number of partitions that the instance owns.</param>
/// <param name="Batch">The <c>maxEventBatchSize</c> setting in host.json.</param>
/// <param name="Prefetch">The <c>prefetchCount</c> setting in host.json: messages per partition.</param>
/// <param name="MessageBytes">The size of a message in bytes.</param>
/// <param name="Rounds">The number of batches per partition.</param>
internal sealed record CatchUpOptions(int Partitions, int Batch, int Prefetch, int MessageBytes, int Rounds)
{
    public long MegabytesHeldAtLeast => (long)Partitions * (Prefetch + Batch) * MessageBytes / 1_000_000;

    public static ProgramCommand<CatchUpOptions> CreateCommand()
    {
        // The defaults are eight of the 32 partitions in production, and messages of 25 events of about 1 KB each, like the messages that
        // tools/verify publishes.
        var partitions = OptionOf.Number("--partitions", "Number of partitions that the instance owns.", 1, 2000).WithDefault(8);
        var batch = OptionOf.Number("--batch", "maxEventBatchSize in host.json.", 1, int.MaxValue).WithDefault(500);
        var prefetch = OptionOf.Number("--prefetch", "prefetchCount in host.json: messages per partition.", 1, int.MaxValue)
            .WithDefault(500);
        var messageBytes = OptionOf.Number("--message-bytes", "Size of a message in bytes.", 1, int.MaxValue).WithDefault(25_000);
        var rounds = OptionOf.Number("--rounds", "Number of batches per partition.", 1, int.MaxValue).WithDefault(4);
        return new ProgramCommand<CatchUpOptions>(
            "-c Release --project bench/catchup",
            "Measures the memory of an instance that processes a backlog: the largest heap, and whether the instance works within a limit. "
            + "DOTNET_GCHeapHardLimit=0x60000000 is 1.5 GiB, the memory that host and worker have on an instance with 2 GB.",
            [partitions, batch, prefetch, messageBytes, rounds],
            result => new CatchUpOptions(
                result.GetValue(partitions),
                result.GetValue(batch),
                result.GetValue(prefetch),
                result.GetValue(messageBytes),
                result.GetValue(rounds)));
    }
}
