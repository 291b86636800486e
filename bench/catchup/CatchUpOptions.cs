using System.Globalization;

namespace CatchUp;

/// <summary>
/// The load of an instance that catches up: <c>Partitions</c> are its share, <c>Batch</c> and <c>Prefetch</c> are host.json's
/// <c>maxEventBatchSize</c> and <c>prefetchCount</c> (messages for each partition), <c>MessageBytes</c> is the size of a message.
/// </summary>
internal sealed record CatchUpOptions(int Partitions, int Batch, int Prefetch, int MessageBytes, int Rounds)
{
    /// <summary>The defaults: 25 events of about 1 KB per message, as tools/verify publishes; eight of prod's 32 partitions.</summary>
    public static CatchUpOptions Default { get; } = new(8, 500, 500, 25_000, 4);

    public long MegabytesHeldAtLeast => (long)Partitions * (Prefetch + Batch) * MessageBytes / 1_000_000;

    /// <exception cref="ArgumentException">An option is unknown or not a positive number.</exception>
    public static CatchUpOptions Parse(string[] arguments)
    {
        var options = Default;
        foreach (var (name, text) in arguments.Chunk(2).Select(pair => (pair[0], pair.ElementAtOrDefault(1))))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1)
                throw new ArgumentException($"{name} needs a positive number.");
            options = name switch
            {
                "--partitions" => options with { Partitions = value },
                "--batch" => options with { Batch = value },
                "--prefetch" => options with { Prefetch = value },
                "--message-bytes" => options with { MessageBytes = value },
                "--rounds" => options with { Rounds = value },
                _ => throw new ArgumentException(
                    $"Unknown option {name}. Known: --partitions, --batch, --prefetch, --message-bytes, --rounds."),
            };
        }

        return options;
    }
}
