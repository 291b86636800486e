using Azure;
using LatamFunctions.DeadLetters;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

public class DiscardDeadLetterTests : DeadLetterTestBase
{
    private readonly FixedTime _time = new(SampleEvents.Now);

    [Test]
    public async Task A_discarded_dead_letter_contains_the_discard()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);

        var exchange = await DiscardAsync(IdOf(deadLetter), "?by=ana&note=test%20data");
        var shown = await GetAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(200));
            Assert.That((string?)shown.Json["state"], Is.EqualTo("Discarded"));
            Assert.That((string?)shown.Json["discardedBy"], Is.EqualTo("ana"));
            Assert.That((string?)shown.Json["discardedAt"], Is.EqualTo("2024-05-01T10:36:00Z"));
            Assert.That((string?)shown.Json["note"], Is.EqualTo("test data"));
        });
    }

    [Test]
    public async Task A_discarded_dead_letter_retains_its_body()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);

        await DiscardAsync(IdOf(deadLetter), "?by=ana&note=test%20data");

        Assert.That((string?)(await GetAsync(IdOf(deadLetter))).Json["body"], Is.EqualTo(SampleEvents.Minimal));
    }

    [Test]
    public async Task A_repeated_discard_changes_nothing()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);

        var exchange = await DiscardAsync(IdOf(deadLetter), "?by=ana&note=test%20data");
        var again = await DiscardAsync(IdOf(deadLetter), "?by=eve&note=other");
        var shown = await GetAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That(again.Text, Is.EqualTo(exchange.Text));
            Assert.That((string?)shown.Json["discardedBy"], Is.EqualTo("ana"));
        });
    }

    [TestCase("?by=ana", "note")]
    [TestCase("?note=x", "by")]
    [TestCase("?by=ana&note=%20", "note")]
    public async Task A_discard_requires_a_name_and_a_note(string query, string target)
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);

        var exchange = await DiscardAsync(IdOf(deadLetter), query);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That((string?)exchange.Json["errors"]![0]!["target"], Is.EqualTo(target));
            Assert.That(Table.Records.Single().ContainsKey("State"), Is.False);
        });
    }

    [Test]
    public async Task A_replayed_dead_letter_cannot_be_discarded()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        Table.Records.Single()["State"] = "Replayed";

        var exchange = await DiscardAsync(IdOf(deadLetter), "?by=ana&note=x");

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((409, "DeadLetterReplayed")));
    }

    [Test]
    public async Task The_first_of_two_simultaneous_discards_is_recorded()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        Table.BeforeUpdate = () =>
        {
            Table.Records.Single()["State"] = "Discarded";
            Table.Records.Single()["DiscardedBy"] = "eve";
            Table.Records.Single().ETag = new ETag("\"eve\"");
        };

        var exchange = await DiscardAsync(IdOf(deadLetter), "?by=ana&note=x");

        Assert.That((string?)exchange.Json["discardedBy"], Is.EqualTo("eve"));
    }

    [Test]
    public async Task A_discard_is_logged()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        var logger = new CapturedLog<DeadLetterDiscard>();
        var exchange = new HttpExchange($"/api/dead-letters/{IdOf(deadLetter)}", "?by=Ana&note=test");

        await exchange.RespondAsync(await new DiscardDeadLetter(Discard(logger)).Run(exchange.Request, IdOf(deadLetter), default));

        Assert.That(logger.Lines, Is.EqualTo([$"Information: Dead letter {IdOf(deadLetter)} is discarded"]));
    }

    private DeadLetterDiscard Discard(ILogger<DeadLetterDiscard> logger) => new(Table.Catalog, Table.Completion(Adx), _time, logger);

    private async Task<HttpExchange> DiscardAsync(string id, string query)
    {
        var exchange = new HttpExchange($"/api/dead-letters/{id}", query);
        var function = new DiscardDeadLetter(Discard(NullLogger<DeadLetterDiscard>.Instance));
        return await exchange.RespondAsync(await function.Run(exchange.Request, id, default));
    }
}
