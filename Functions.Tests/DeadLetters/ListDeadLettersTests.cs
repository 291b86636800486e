using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

public class ListDeadLettersTests : DeadLetterTestBase
{
    [Test]
    public async Task The_list_is_empty_while_the_table_does_not_exist()
    {
        Table.Exists = false;

        var exchange = await ListAsync("");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(200));
            Assert.That(exchange.Text, Is.EqualTo("{\"value\":[]}"));
            Assert.That(exchange.Header("Cache-Control"), Is.EqualTo("no-store"));
        });
    }

    [Test]
    public async Task Dead_letters_are_listed_newest_first_without_bodies()
    {
        await AddAsync(NewDeadLetter(1), NewDeadLetter(2), NewDeadLetter(3, enqueuedAt: Enqueued.AddHours(1)));

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
    public async Task Dead_letters_are_filtered(string query, long[] expected)
    {
        await AddAsync(
            NewDeadLetter(1),
            NewDeadLetter(2, rule: EventRule.Range),
            NewDeadLetter(3, enqueuedAt: Enqueued.AddHours(1)),
            NewDeadLetter(4, partitionId: "4"));

        Assert.That(NumbersOf(await ListAsync(query)), Is.EqualTo(expected));
    }

    [Test]
    public async Task Pages_have_no_gap_or_overlap_and_links_contain_no_key()
    {
        await AddAsync(
        [
            .. Enumerable.Range(0, 5).Select(i => NewDeadLetter(i)),
            NewDeadLetter(9, enqueuedAt: Enqueued.AddHours(-1)),
            NewDeadLetter(7, rule: EventRule.Range),
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
    public async Task Body_parts_are_not_listed()
    {
        var noise = new byte[2_000_000];
        new Random(1).NextBytes(noise);
        await AddAsync(NewDeadLetter(1, noise));

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
    public async Task A_dead_letter_has_its_schema_and_its_replay()
    {
        var deadLetter = NewDeadLetter(1) with { Schema = "https://example.org/v2" };
        await AddAsync(deadLetter);
        var record = Table.Records.Single();
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

    private static long[] NumbersOf(HttpExchange exchange) =>
        [.. exchange.Json["value"]!.AsArray().Select(record => (long)record!["sequenceNumber"]!)];

    private async Task<HttpExchange> ListAsync(string query)
    {
        var exchange = new HttpExchange("/api/dead-letters", query);
        return await exchange.RespondAsync(await new ListDeadLetters(Table.List(Adx), NoGateway.Address).Run(exchange.Request, default));
    }
}
