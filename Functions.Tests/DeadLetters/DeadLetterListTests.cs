using System.Data;
using Kusto.Data.Exceptions;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests lists, bulk discards, and the completion of replays when dead letters are read.</summary>
public class DeadLetterListTests
{
    private readonly FixedTime _time = new(SampleEvents.Now);
    private DeadLetterTable _table = null!;
    private QueryEndpoint _adx = null!;

    [SetUp]
    public void SetUp() => (_table, _adx) = (new DeadLetterTable(), new QueryEndpoint());

    [TestCase(2)]
    [TestCase(100)]
    public async Task Dead_letters_of_all_partitions_are_listed_by_time(int limit)
    {
        // The partitions alternate in each hour. Dead letters with equal times are sorted by key.
        var deadLetters = Enumerable.Range(0, 30)
            .Select(i => NewDeadLetter(i, enqueuedAt: Enqueued.AddMinutes(-10 * (i / 2)), partitionId: (i % 3).ToString())).ToList();
        await AddAsync([.. deadLetters.OrderBy(deadLetter => deadLetter.Position.SequenceNumber % 7)]);

        var times = (await PagesAsync($"?limit={limit}")).Select(deadLetter => (DateTimeOffset)deadLetter!["enqueuedAt"]!).ToList();
        var ids = (await PagesAsync($"?limit={limit}")).Select(deadLetter => (string)deadLetter!["id"]!).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(times, Is.Ordered.Descending);
            Assert.That(ids, Is.EquivalentTo(deadLetters.Select(IdOf)));
        });
    }

    [Test]
    public async Task An_hour_that_exceeds_the_sort_limit_is_listed_in_order()
    {
        var count = NewestFirst.MaxSorted + 200;
        var deadLetters = Enumerable.Range(0, count)
            .Select(i => NewDeadLetter(i, enqueuedAt: Enqueued.AddSeconds(i), partitionId: (i % 4).ToString())).ToList();
        var earlier = NewDeadLetter(5000, enqueuedAt: Enqueued.AddHours(-3));
        var later = NewDeadLetter(6000, enqueuedAt: Enqueued.AddHours(3));
        await AddAsync([.. deadLetters, earlier, later]);

        var numbers = (await PagesAsync("?limit=100")).Select(deadLetter => (int)deadLetter!["sequenceNumber"]!);

        // All 1,200 seconds from 10:35 are in the same hour.
        Assert.That(numbers, Is.EqualTo((int[])[6000, .. Enumerable.Range(0, count).Reverse(), 5000]));
    }

    [TestCase("source=/ops/a", new[] { 3, 1 })]
    [TestCase("source=/OPS/A", new[] { 3, 1 })]
    [TestCase("source=/ops", new int[0])]
    [TestCase("stage=Decoded", new[] { 4 })]
    [TestCase("text=must%20BE", new[] { 4, 3, 2, 1 })]
    [TestCase("text=la805", new[] { 2 })]
    [TestCase("text=ops/b", new[] { 2 })]
    [TestCase("text=needle", new[] { 3 })]
    [TestCase("source=/ops/a&text=needle&stage=checked", new[] { 3 })]
    public async Task Dead_letters_are_found_by_publisher_stage_and_text(string query, int[] expected)
    {
        await AddAsync(
            NewDeadLetter(1) with { Source = "/ops/a" },
            NewDeadLetter(2, SampleEvents.Bytes("{\"flightNumber\":\"LA805\"}")) with { Source = "/ops/b" },
            NewDeadLetter(3, SampleEvents.Bytes(new string('x', 5000) + "needle")) with { Source = "/ops/a" },
            NewDeadLetter(4) with { Stage = IngestStage.Decoded });

        var deadLetters = await PagesAsync($"?{query}");

        Assert.That(deadLetters.Select(deadLetter => (int)deadLetter!["sequenceNumber"]!), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_dead_letter_contains_its_publisher()
    {
        await AddAsync(NewDeadLetter(1) with { Source = "/ops/n1" });

        Assert.That((string?)(await PagesAsync(""))[0]!["source"], Is.EqualTo("/ops/n1"));
    }

    [Test]
    public async Task A_bulk_discard_accepts_the_filters_of_the_list()
    {
        await AddAsync([.. Enumerable.Range(0, 5).Select(i => NewDeadLetter(i) with { Source = i < 3 ? "/ops/a" : "/ops/b" })]);
        _table.Records[^1]["State"] = "Replayed"; // Number 0, with the source /ops/a.

        var dry = await DiscardAsync("?by=Ana&note=test&source=/ops/a&dryRun=true");
        var untouched = _table.Records.Count(record => record.ContainsKey("DiscardedBy"));
        var first = await DiscardAsync("?by=Ana&note=test&source=/ops/a&limit=2");
        var second = await DiscardAsync(
            ((string)first.Json["nextLink"]!)[((string)first.Json["nextLink"]!).IndexOf('?', StringComparison.Ordinal)..]);
        var again = await DiscardAsync("?by=Eve&note=other&source=/ops/a");

        Assert.Multiple(() =>
        {
            Assert.That(dry.Text, Is.EqualTo("{\"dryRun\":true,\"discarded\":2,\"discardedEarlier\":0,\"refused\":1}"));
            Assert.That(untouched, Is.Zero);
            Assert.That((int)first.Json["discarded"]! + (int)second.Json["discarded"]!, Is.EqualTo(2));
            Assert.That(again.Text, Is.EqualTo("{\"discarded\":0,\"discardedEarlier\":2,\"refused\":1}"));
            Assert.That(_table.Records.Select(record => record.GetString("DiscardedBy")),
                Is.EqualTo(new[] { null, null, "Ana", "Ana", null }));
        });
    }

    [TestCase("?by=Ana", "note")]
    [TestCase("?note=x", "by")]
    public async Task A_bulk_discard_requires_a_name_and_a_note(string query, string target)
    {
        var exchange = await DiscardAsync(query);

        Assert.That((exchange.Status, (string?)exchange.Json["errors"]![0]!["target"]), Is.EqualTo((400, target)));
    }

    [TestCase("?state=Replayed", 1)]
    [TestCase("?state=Replaying", 0)]
    [TestCase("", 1)]
    public async Task A_replay_whose_events_are_stored_is_listed_as_Replayed(string query, int count)
    {
        await AddReplayingAsync("a", "b");
        Stored("a", "b");

        var deadLetters = await PagesAsync(query);

        Assert.Multiple(() =>
        {
            Assert.That(deadLetters, Has.Count.EqualTo(count));
            Assert.That(deadLetters.Select(deadLetter => (string?)deadLetter!["state"]), Is.All.EqualTo("Replayed"));
            Assert.That(_table.Records.Single().GetString("State"), Is.EqualTo("Replayed"), "the state is stored");
        });
    }

    [Test]
    public async Task A_replay_with_a_missing_event_stays_Replaying()
    {
        await AddReplayingAsync("a", "b");
        Stored("a");

        Assert.That((string?)(await PagesAsync(""))[0]!["state"], Is.EqualTo("Replaying"));
    }

    [TestCase("a\t/ops/1", "Replayed")]
    [TestCase("a\t/ops/2", "Replaying")]
    [TestCase("a", "Replaying")]
    public async Task Events_with_the_same_id_from_different_publishers_are_distinct(string stored, string state)
    {
        await AddReplayingAsync("a\t/ops/1");
        Stored(stored);

        var deadLetter = (await PagesAsync(""))[0]!;

        Assert.That(((string?)deadLetter["state"], (string?)deadLetter["replayedEventIds"]![0]), Is.EqualTo((state, "a")));
    }

    [Test]
    public async Task Reading_a_single_dead_letter_also_completes_its_replay()
    {
        var deadLetter = await AddReplayingAsync("a");
        Stored("a");
        var exchange = new HttpExchange($"/api/dead-letters/{IdOf(deadLetter)}");

        await exchange.RespondAsync(
            await new GetDeadLetter(_table.Catalog, _table.Completion(_adx)).Run(exchange.Request, IdOf(deadLetter), default));

        Assert.That((string?)exchange.Json["state"], Is.EqualTo("Replayed"));
    }

    [Test]
    public async Task Dead_letters_are_listed_while_the_store_is_unavailable()
    {
        await AddReplayingAsync("a");
        _adx.Fail(new KustoServiceTimeoutException("away", null));

        Assert.That((string?)(await PagesAsync(""))[0]!["state"], Is.EqualTo("Replaying"));
    }

    private async Task<DeadLetter> AddReplayingAsync(params string[] eventIds)
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        var record = _table.Records.Single();
        record["State"] = "Replaying";
        record["ReplayId"] = "r";
        record["ReplayedAt"] = SampleEvents.Now;
        record["ReplayedEventIds"] = string.Join('\n', eventIds);
        return deadLetter;
    }

    private void Stored(params string[] eventIds) => _adx.Respond = _ =>
    {
        var rows = new DataTable { Columns = { { "EventId", typeof(string) }, { "Source", typeof(string) } } };
        foreach (var key in eventIds)
            rows.Rows.Add(StoredEvents.IdOf(key), key[StoredEvents.IdOf(key).Length..].TrimStart('\t'));
        return Task.FromResult<IDataReader>(rows.CreateDataReader());
    };

    private Task AddAsync(params DeadLetter[] deadLetters) => _table.Store.AddAsync(deadLetters, default);

    private async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode?>> PagesAsync(string? query)
    {
        var deadLetters = new List<System.Text.Json.Nodes.JsonNode?>();
        while (query is not null)
        {
            var exchange = new HttpExchange("/api/dead-letters", query);
            await exchange.RespondAsync(await new ListDeadLetters(_table.List(_adx), NoGateway.Address).Run(exchange.Request, default));
            Assert.That(exchange.Status, Is.EqualTo(200), exchange.Text);
            deadLetters.AddRange(exchange.Json["value"]!.AsArray());
            query = (string?)exchange.Json["nextLink"] is { } link ? link[link.IndexOf('?', StringComparison.Ordinal)..] : null;
        }

        return deadLetters;
    }

    private async Task<HttpExchange> DiscardAsync(string query)
    {
        var exchange = new HttpExchange("/api/dead-letters/discard", query);
        var discard = new DeadLetterDiscard(_table.Catalog, _table.Completion(_adx), _time, NullLogger<DeadLetterDiscard>.Instance);
        return await exchange.RespondAsync(
            await new DiscardDeadLetters(_table.List(_adx), discard, NoGateway.Address).Run(exchange.Request, default));
    }
}
