using CommandLines;

namespace CatchUp;

/// <summary>
/// The load of an instance that catches up: <c>Partitions</c> are its share, <c>Batch</c> and <c>Prefetch</c> are host.json's
/// <c>maxEventBatchSize</c> and <c>prefetchCount</c> (messages for each partition), <c>MessageBytes</c> is the size of a message.
/// </summary>
internal sealed record CatchUpOptions(int Partitions, int Batch, int Prefetch, int MessageBytes, int Rounds)
{
    public long MegabytesHeldAtLeast => (long)Partitions * (Prefetch + Batch) * MessageBytes / 1_000_000;

    public static ProgramCommand<CatchUpOptions> CreateCommand()
    {
        // 25 events of about 1 KB per message, as tools/verify publishes; eight of prod's 32 partitions.
        var partitions = OptionOf.Number("--partitions", "Partitions of the instance.", 1, 2000).WithDefault(8);
        var batch = OptionOf.Number("--batch", "maxEventBatchSize of host.json.", 1, int.MaxValue).WithDefault(500);
        var prefetch = OptionOf.Number("--prefetch", "prefetchCount of host.json, messages for each partition.", 1, int.MaxValue)
            .WithDefault(500);
        var messageBytes = OptionOf.Number("--message-bytes", "Size of a message.", 1, int.MaxValue).WithDefault(25_000);
        var rounds = OptionOf.Number("--rounds", "Batches of each partition.", 1, int.MaxValue).WithDefault(4);
        return new ProgramCommand<CatchUpOptions>(
            "-c Release --project bench/catchup",
            "Measures the memory of an instance that catches up with a backlog: the largest heap, and whether it survives a limit. "
            + "DOTNET_GCHeapHardLimit=0x60000000 is 1.5 GiB, the memory of host and worker on an instance of 2 GB.",
            [partitions, batch, prefetch, messageBytes, rounds],
            result => new CatchUpOptions(
                result.GetValue(partitions),
                result.GetValue(batch),
                result.GetValue(prefetch),
                result.GetValue(messageBytes),
                result.GetValue(rounds)));
    }
}
