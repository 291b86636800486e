using System.Data;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests bulk replays. A bulk replay publishes all dead letters that match a filter, one page at a time.</summary>
public class BulkReplayTests : ReplayTestBase
{
    [Test]
    public async Task A_bulk_replay_is_limited_by_event_count()
    {
        var many = TestGzip.Compress(
            SampleEvents.Bytes(string.Join('\n', Enumerable.Range(0, 6_000).Select(i => SampleEvents.WithId($"e{i}")))));
        await AddAsync(NewDeadLetter(1, many), NewDeadLetter(2, many), NewDeadLetter(3, many));

        var (first, events) = await ReplayAllAsync("");
        var (second, rest) = await ReplayAllAsync(QueryOf((string)first.Json["nextLink"]!));

        Assert.That((events!.Length, rest!.Length, second.Json.ContainsKey("nextLink")), Is.EqualTo((12_000, 6_000, false)));
    }

    [Test]
    public async Task A_bulk_replay_counts_the_outcome_of_each_dead_letter()
    {
        var invalid = SampleEvents.Bytes(SampleEvents.With("origin", "\"x\""));
        await AddAsync(NewDeadLetter(1), NewDeadLetter(2, invalid), NewDeadLetter(3), NewDeadLetter(4, rule: EventRule.Range));
        await ReplayAsync(IdOf(NewDeadLetter(3)));

        var (exchange, events) = await ReplayAllAsync("?reason=Format");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(exchange.Text, Is.EqualTo("{\"replayed\":1,\"replayedEarlier\":1,\"refused\":1,\"events\":1}"));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
        });
    }

    [Test]
    public async Task A_limited_bulk_replay_continues_with_its_next_link()
    {
        await AddAsync([.. Enumerable.Range(0, 3).Select(i => NewDeadLetter(i))]);

        var (first, two) = await ReplayAllAsync("?limit=2");
        var (second, one) = await ReplayAllAsync(QueryOf((string)first.Json["nextLink"]!));

        Assert.Multiple(() =>
        {
            Assert.That(two, Has.Length.EqualTo(2));
            Assert.That(one, Has.Length.EqualTo(1));
            Assert.That(second.Text, Is.EqualTo("{\"replayed\":1,\"replayedEarlier\":0,\"refused\":0,\"events\":1}"));
        });
    }

    [Test]
    public async Task A_bulk_replay_is_limited_by_bytes_and_skips_no_dead_letter()
    {
        var large =
            SampleEvents.Bytes(SampleEvents.With("notes", $"[{string.Join(',', Enumerable.Repeat($"\"{new string('x', 1000)}\"", 900))}]"));
        await AddAsync([.. Enumerable.Range(0, 12).Select(i => NewDeadLetter(i, large))]);

        var counts = new List<int>();
        for (var query = ""; query is not null;)
        {
            var (exchange, events) = await ReplayAllAsync(query);
            counts.Add(events?.Length ?? 0);
            query = (string?)exchange.Json["nextLink"] is { } link ? QueryOf(link) : null;
        }

        Assert.That(counts, Is.EqualTo([10, 2])); // The tenth dead letter of about 0.9 MB reaches the limit of 8 MiB.
    }

    [Test]
    public async Task A_dry_run_validates_without_publishing()
    {
        var (deadLetter, invalid) = (NewDeadLetter(1), NewDeadLetter(2, SampleEvents.Bytes(SampleEvents.With("origin", "\"x\""))));
        await AddAsync(deadLetter, invalid, NewDeadLetter(3));
        await ReplayAsync(IdOf(NewDeadLetter(3)));

        var (bulk, none) = await ReplayAllAsync("?dryRun=true");
        var (one, nothing) = await ReplayAsync(IdOf(deadLetter), query: "?dryRun=true");
        var (still, _) = await ReplayAsync(IdOf(invalid), query: "?dryRun=true");

        Assert.Multiple(() =>
        {
            Assert.That((bulk.Status, bulk.Text),
                Is.EqualTo((200, "{\"dryRun\":true,\"replayed\":1,\"replayedEarlier\":1,\"refused\":1,\"events\":1}")));
            Assert.That((one.Status, (string?)one.Json["state"]), Is.EqualTo((200, "Open")));
            Assert.That((still.Status, still.Header("x-ms-error-code")), Is.EqualTo((409, "StillFaulty")));
            Assert.That((none, nothing), Is.EqualTo(((string[]?)null, (string[]?)null)));
            Assert.That(Table.Records.Count(record => record.ContainsKey("State")), Is.EqualTo(1), "the dead letter of the earlier replay");
        });
    }

    [Test]
    public async Task A_bulk_replay_rejects_an_invalid_query()
    {
        var (exchange, events) = await ReplayAllAsync("?reason=Formt");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That(events, Is.Null);
        });
    }
}
