using System.IO.Compression;
using System.Text;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>
/// Tests messages that are designed to cause failures. Each event must be either stored or dead-lettered, and neighboring events must be
/// stored.
/// </summary>
internal sealed partial class PoisonTests : StackTestBase
{
    private static readonly byte[] InvalidUtf8 = [.. "{\"eventId\":\""u8, 0xC3, 0x28, .. "\"}"u8];

    private static IEnumerable<TestCaseData> Poisons()
    {
        yield return Case("not_JSON", "Malformed", "garbage"u8.ToArray());
        yield return Case("nothing", "Malformed", " "u8.ToArray());
        yield return Case("invalid_UTF8", "Unicode", InvalidUtf8);
        yield return Case("a_NUL_byte", "Malformed", Encoding.UTF8.GetBytes(With("\"note\":\"a\0b\"")));
        yield return Case("an_escaped_NUL", "ControlCharacter", Encoding.UTF8.GetBytes(With("\"note\":\"a\\u0000b\"")));
        yield return Case("half_a_surrogate_pair", "Unicode", Encoding.UTF8.GetBytes(With("\"note\":\"\\ud800\"")));
        yield return Case(
            "deep_nesting", "Nesting", Encoding.UTF8.GetBytes(With($"\"deep\":{new string('[', 10_000)}{new string(']', 10_000)}")));
        yield return Case("a_huge_number", "Range", Encoding.UTF8.GetBytes(With($"\"delayMinutes\":{new string('9', 5000)}")));
        yield return Case("a_huge_exponent", "Range", Encoding.UTF8.GetBytes(With("\"distanceKm\":1e999999")));
        yield return Case("a_key_twice", "Duplicate", Encoding.UTF8.GetBytes(With("\"origin\":\"LIM\"")));
        yield return Case("an_unknown_key_twice", "Duplicate", Encoding.UTF8.GetBytes(With("\"gate\":1,\"gate\":2")));
        yield return Case(
            "too_many_keys",
            "Properties",
            Encoding.UTF8.GetBytes(With(string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"k{i}\":1")))));
        yield return Case("a_megabyte", "Size", Encoding.UTF8.GetBytes(With($"\"note\":\"{new string('x', 1_000_000)}\"")));
        // Gzip is decompressed even if no property specifies the encoding, so the dead letter contains the decompressed bytes.
        yield return new TestCaseData("Malformed", Gzip(new byte[1_000_000]), 1_000_000).SetArgDisplayNames("a_gzip_bomb");

        static TestCaseData Case(string name, string reason, byte[] body) => new TestCaseData(reason, body, body.Length)
            .SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Poisons))]
    public async Task A_poison_message_affects_no_other_event(string reason, byte[] poison, int bodyLength)
    {
        var before = (await Stack.DeadLettersAsync()).Select(deadLetter => deadLetter.PartitionKey + deadLetter.RowKey).ToHashSet();
        var run = $"run{Guid.NewGuid():N}";

        await Stack.SendAsync(Good(run, 0));
        await Stack.SendBytesAsync(poison);
        await Stack.SendAsync(Good(run, 1));
        await Stack.IngestedAsync();

        var deadLetter = (await Stack.DeadLettersAsync())
            .Single(deadLetter => !before.Contains(deadLetter.PartitionKey + deadLetter.RowKey));
        Assert.Multiple(async () =>
        {
            Assert.That(deadLetter.GetString("Reasons").Split(','), Has.Member(reason));
            Assert.That(deadLetter.GetInt32("BodyLength"), Is.EqualTo(bodyLength));
            Assert.That(await Stack.CountAsync($"Flights | where EventId startswith '{run}' | count"), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task A_batch_of_alternating_valid_and_invalid_events_is_separated_exactly()
    {
        var before = (await Stack.DeadLettersAsync()).Count;
        var run = $"run{Guid.NewGuid():N}";

        await Stack.SendAsync(Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? Good(run, i) : Good(run, i).Replace("SCL", "S0L")));
        await Stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.DeadLettersAsync(), Has.Count.EqualTo(before + 500));
            Assert.That(await Stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.EqualTo(500));
        });
    }

    [Test]
    public async Task A_batch_of_invalid_events_does_not_block_its_partition()
    {
        var before = (await Stack.DeadLettersAsync()).Count;
        var run = $"run{Guid.NewGuid():N}";

        await Stack.SendAsync(Enumerable.Repeat("garbage", 2000));
        await Stack.SendAsync(Good(run, 0));
        await Stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.DeadLettersAsync(), Has.Count.EqualTo(before + 2000));
            Assert.That(await Stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.EqualTo(1));
        });
    }

    private static string Good(string run, int number) => Events.Flight($"{run}-{number}", "SCL", "LIM");

    private static string With(string property) => $"{Events.Flight($"poison-{Guid.NewGuid()}", "SCL", "LIM")[..^1]},{property}}}";

    private static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return compressed.ToArray();
    }
}
