using System.Text.Json.Nodes;
using Azure;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static LatamFunctions.Tests.DeadLetters.SampleLetters;

namespace LatamFunctions.Tests.DeadLetters;

public class DeadLetterFunctionsTests
{
    private readonly FixedTime _time = new(SampleEvents.Now);
    private DeadLetterTable _table = null!;
    private QueryEndpoint _adx = null!;

    [SetUp]
    public void SetUp() => (_table, _adx) = (new DeadLetterTable(), new QueryEndpoint());

    [Test]
    public async Task A_table_that_does_not_exist_yet_lists_nothing()
    {
        _table.Exists = false;

        var exchange = await ListAsync("");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(200));
            Assert.That(exchange.Text, Is.EqualTo("{\"value\":[]}"));
            Assert.That(exchange.Header("Cache-Control"), Is.EqualTo("no-store"));
        });
    }

    [Test]
    public async Task Letters_are_listed_newest_first_without_bodies()
    {
        await AddAsync(Letter(1), Letter(2), Letter(3, enqueuedAt: Enqueued.AddHours(1)));

        var exchange = await ListAsync("");

        Assert.Multiple(() =>
        {
            Assert.That(NumbersOf(exchange), Is.EqualTo(new long[] { 3, 2, 1 }));
            Assert.That(exchange.Json["value"]![0]!.AsObject().ContainsKey("body"), Is.False);
            Assert.That((string?)exchange.Json["value"]![0]!["state"], Is.EqualTo("Open"));
            Assert.That(exchange.Json.ContainsKey("nextLink"), Is.False);
        });
    }

    [TestCase("?reason=Range", new long[] { 2 })]
    [TestCase("?reason=range", new long[] { 2 })]
    [TestCase("?partition=4", new long[] { 4 })]
    [TestCase("?from=2024-05-01T11:35:00Z", new long[] { 3 })]
    [TestCase("?from=2024-05-01T11:35:00.0000001Z", new long[0])]
    [TestCase("?to=2024-05-01T11:35:00Z", new long[] { 2, 1, 4 })]
    [TestCase("?to=2024-05-01T10:35:00Z", new long[0])]
    [TestCase("?from=2024-05-01&to=2024-05-02&state=Open", new long[] { 3, 2, 1, 4 })]
    [TestCase("?state=Discarded", new long[0])]
    public async Task Letters_are_filtered(string query, long[] expected)
    {
        await AddAsync(
            Letter(1), Letter(2, rule: EventRule.Range), Letter(3, enqueuedAt: Enqueued.AddHours(1)), Letter(4, partitionId: "4"));

        Assert.That(NumbersOf(await ListAsync(query)), Is.EqualTo(expected));
    }

    [Test]
    public async Task Pages_follow_each_other_without_gap_or_overlap_and_keys_stay_out_of_the_link()
    {
        await AddAsync(
        [
            .. Enumerable.Range(0, 5).Select(i => Letter(i)),
            Letter(9, enqueuedAt: Enqueued.AddHours(-1)),
            Letter(7, rule: EventRule.Range),
        ]);

        var pages = new List<long[]>();
        var query = "?limit=2&reason=Format&code=secret";
        for (var next = query; next is not null;)
        {
            var exchange = await ListAsync(next);
            pages.Add(NumbersOf(exchange));
            next = (string?)exchange.Json["nextLink"] is { } link ? link[link.IndexOf('?', StringComparison.Ordinal)..] : null;
            Assert.That(next ?? "", Does.Not.Contain("secret"));
        }

        Assert.That(pages, Is.EqualTo(new long[][] { [4, 3], [2, 1], [0, 9], [] }));
    }

    [Test]
    public async Task Parts_of_a_long_body_are_not_listed()
    {
        var noise = new byte[2_000_000];
        new Random(1).NextBytes(noise);
        await AddAsync(Letter(1, noise));

        Assert.That(NumbersOf(await ListAsync("")), Is.EqualTo(new long[] { 1 }));
    }

    [TestCase("?reason=Nonsense", "reason", "Unknown")]
    [TestCase("?reason=3", "reason", "Unknown")]
    [TestCase("?from=yesterday", "from", "Format")]
    [TestCase("?from=2024-05-02&to=2024-05-01", "to", "Range")]
    [TestCase("?partition=3'%20or%20'1'%20eq%20'1", "partition", "Format")]
    [TestCase("?limit=0", "limit", "Range")]
    [TestCase("?limit=101", "limit", "Range")]
    [TestCase("?cursor=nonsense", "cursor", "Format")]
    [TestCase("?cursor=YSdiL2M", "cursor", "Format")] // a'b/c
    public async Task An_invalid_query_is_rejected(string query, string target, string rule)
    {
        var exchange = await ListAsync(query);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That((string?)exchange.Json["errors"]![0]!["target"], Is.EqualTo(target));
            Assert.That((string?)exchange.Json["errors"]![0]!["rule"], Is.EqualTo(rule));
        });
    }

    [Test]
    public async Task A_dead_letter_has_all_its_fields_and_its_body()
    {
        var letter = Letter(42, "{\"a\":1}"u8.ToArray());
        await AddAsync(letter);

        var exchange = await GetAsync(IdOf(letter));

        Assert.That(JsonNode.DeepEquals(exchange.Json, JsonNode.Parse(
            $$"""
            {"id":"{{IdOf(letter)}}","state":"Open","reasons":["Format"],
             "faults":[{"field":"origin","rule":"Format","detail":"must be an airport code","value":"scl"}],
             "stage":"Checked","partitionId":"3","offset":"4200","sequenceNumber":42,"eventIndex":0,
             "enqueuedAt":"2024-05-01T10:35:00Z","recordedAt":"2024-05-01T10:36:00Z","attempts":1,"contentType":"application/json",
             "properties":{"source":"ops"},"bodyLength":7,"bodyEncoding":"utf-8","body":"{\"a\":1}"}
            """)), Is.True, exchange.Text);
    }

    [Test]
    public async Task A_body_that_is_not_text_is_Base64()
    {
        var letter = Letter(1, [0xFF, 0xFE]);
        await AddAsync(letter);

        var exchange = await GetAsync(IdOf(letter));

        Assert.Multiple(() =>
        {
            Assert.That((string?)exchange.Json["bodyEncoding"], Is.EqualTo("base64"));
            Assert.That((string?)exchange.Json["body"], Is.EqualTo("//4="));
        });
    }

    [Test]
    public async Task A_body_in_parts_is_shown_whole()
    {
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);
        var letter = Letter(1, noise);
        await AddAsync(letter);

        Assert.That(Convert.FromBase64String((string)(await GetAsync(IdOf(letter))).Json["body"]!), Is.EqualTo(noise));
    }

    [Test]
    public async Task An_unknown_id_and_a_part_are_not_found()
    {
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);
        var letter = Letter(1, noise);
        await AddAsync(letter);
        var part = _table.Entities.Keys.Single(key => key.RowKey.EndsWith("-part000", StringComparison.Ordinal));

        foreach (var id in new[] { "nonsense", "", IdOf(Letter(2)), new DeadLetterKey(part.PartitionKey, part.RowKey).Id })
        {
            var exchange = await GetAsync(id);
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((404, "DeadLetterNotFound")), id);
        }
    }

    [Test]
    public async Task A_discarded_dead_letter_states_who_when_and_why_and_retains_its_body()
    {
        var letter = Letter(1);
        await AddAsync(letter);

        var exchange = await DiscardAsync(IdOf(letter), "?by=ana&note=test%20data");
        var again = await DiscardAsync(IdOf(letter), "?by=eve&note=other");
        var shown = await GetAsync(IdOf(letter));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(200));
            Assert.That(again.Text, Is.EqualTo(exchange.Text));
            Assert.That((string?)shown.Json["state"], Is.EqualTo("Discarded"));
            Assert.That((string?)shown.Json["discardedBy"], Is.EqualTo("ana"));
            Assert.That((string?)shown.Json["discardedAt"], Is.EqualTo("2024-05-01T10:36:00Z"));
            Assert.That((string?)shown.Json["note"], Is.EqualTo("test data"));
            Assert.That((string?)shown.Json["body"], Is.EqualTo(SampleEvents.Minimal));
        });
    }

    [TestCase("?by=ana", "note")]
    [TestCase("?note=x", "by")]
    [TestCase("?by=ana&note=%20", "note")]
    public async Task Discarding_needs_a_name_and_a_note(string query, string target)
    {
        var letter = Letter(1);
        await AddAsync(letter);

        var exchange = await DiscardAsync(IdOf(letter), query);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That((string?)exchange.Json["errors"]![0]!["target"], Is.EqualTo(target));
            Assert.That(_table.Records.Single().ContainsKey("State"), Is.False);
        });
    }

    [Test]
    public async Task A_replayed_dead_letter_cannot_be_discarded()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        _table.Records.Single()["State"] = "Replayed";

        var exchange = await DiscardAsync(IdOf(letter), "?by=ana&note=x");

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((409, "DeadLetterReplayed")));
    }

    [Test]
    public async Task Of_two_discards_at_the_same_time_the_first_stays()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        _table.BeforeUpdate = () =>
        {
            _table.Records.Single()["State"] = "Discarded";
            _table.Records.Single()["DiscardedBy"] = "eve";
            _table.Records.Single().ETag = new ETag("\"eve\"");
        };

        var exchange = await DiscardAsync(IdOf(letter), "?by=ana&note=x");

        Assert.That((string?)exchange.Json["discardedBy"], Is.EqualTo("eve"));
    }

    [Test]
    public async Task Schema_and_replay_of_a_dead_letter_are_returned()
    {
        var letter = Letter(1) with { Schema = "https://example.org/v2" };
        await AddAsync(letter);
        var record = _table.Records.Single();
        record["State"] = "Replayed";
        record["ReplayId"] = "r-1";
        record["ReplayedAt"] = SampleEvents.Now;
        record["ReplayedEventIds"] = "a\nb";

        var shown = (await ListAsync("")).Json["value"]![0]!;

        Assert.Multiple(() =>
        {
            Assert.That((string?)shown["schema"], Is.EqualTo("https://example.org/v2"));
            Assert.That((string?)shown["replayedAt"], Is.EqualTo("2024-05-01T10:36:00Z"));
            Assert.That(shown["replayedEventIds"]!.ToJsonString(), Is.EqualTo("[\"a\",\"b\"]"));
        });
    }

    [Test]
    public async Task A_discard_leaves_a_line_in_the_log()
    {
        var letter = Letter(1);
        await AddAsync(letter);
        var logger = new CapturedLog<DeadLetterDiscard>();
        var exchange = new HttpExchange($"/api/dead-letters/{IdOf(letter)}", "?by=Ana&note=test");

        await exchange.AnswerAsync(await new DiscardDeadLetter(Discard(logger)).Run(exchange.Request, IdOf(letter), default));

        Assert.That(logger.Lines, Is.EqualTo([$"Information: Dead letter {IdOf(letter)} is discarded"]));
    }

    private DeadLetterDiscard Discard(ILogger<DeadLetterDiscard> logger) => new(_table.Catalog, _table.Settlement(_adx), _time, logger);

    private static long[] NumbersOf(HttpExchange exchange) =>
        [.. exchange.Json["value"]!.AsArray().Select(record => (long)record!["sequenceNumber"]!)];

    private Task AddAsync(params DeadLetter[] letters) => _table.Store.AddAsync(letters, default);

    private async Task<HttpExchange> ListAsync(string query)
    {
        var exchange = new HttpExchange("/api/dead-letters", query);
        return await exchange.AnswerAsync(await new ListDeadLetters(_table.List(_adx), NoGateway.Address).Run(exchange.Request, default));
    }

    private async Task<HttpExchange> GetAsync(string id)
    {
        var exchange = new HttpExchange($"/api/dead-letters/{id}");
        return await exchange.AnswerAsync(
            await new GetDeadLetter(_table.Catalog, _table.Settlement(_adx)).Run(exchange.Request, id, default));
    }

    private async Task<HttpExchange> DiscardAsync(string id, string query)
    {
        var exchange = new HttpExchange($"/api/dead-letters/{id}", query);
        var function = new DiscardDeadLetter(Discard(NullLogger<DeadLetterDiscard>.Instance));
        return await exchange.AnswerAsync(await function.Run(exchange.Request, id, default));
    }
}
