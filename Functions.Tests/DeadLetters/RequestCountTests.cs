using Azure.Data.Tables;
using Kusto.Data.Exceptions;
using LatamFunctions.DeadLetters;
using LatamFunctions.Tests.Support;
using Polly.CircuitBreaker;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests the number of requests to other services per dead-letter operation.</summary>
public class RequestCountTests : ReplayTestBase
{
    [Test]
    public async Task A_dead_letter_and_its_body_are_read_once()
    {
        var deadLetter = NewDeadLetter(1, SampleEvents.Bytes(SampleEvents.Minimal));
        await AddAsync(deadLetter);
        var exchange = new HttpExchange("/api/dead-letters");

        await exchange.RespondAsync(
            await new GetDeadLetter(Table.Catalog, Table.Completion(Adx)).Run(exchange.Request, IdOf(deadLetter), default));

        Assert.That((string?)exchange.Json["body"], Is.EqualTo(SampleEvents.Minimal));
        Assert.That(Reads, Is.EqualTo(1));
    }

    [Test]
    public async Task A_replay_reads_the_dead_letter_once()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);

        var (exchange, events) = await ReplayAsync(IdOf(deadLetter));

        Assert.That((exchange.Status, events?.Length), Is.EqualTo((202, 1)));
        Assert.That(Reads, Is.EqualTo(1));
    }

    [Test]
    public async Task Stored_events_are_found_with_one_query()
    {
        await Adx.Stored.FindAsync(Enumerable.Range(0, 1000).Select(i => $"e-{i}"), default);

        Assert.That(Adx.Executed, Is.EqualTo(1));
    }

    [Test]
    public void While_the_database_is_unavailable_the_breaker_blocks_queries_for_stored_events()
    {
        var stored = Adx.Stored;
        Adx.Fail(new KustoServiceUnavilableException("down", null));

        for (var i = 0; i < 10; i++)
            Assert.ThrowsAsync<KustoServiceUnavilableException>(() => stored.FindAsync(["e"], default));

        Assert.ThrowsAsync<BrokenCircuitException>(() => stored.FindAsync(["e"], default));
        Assert.That(Adx.Executed, Is.EqualTo(10));
    }

    private int Reads =>
        Table.Client.Invocations.Count(call => call.Method.Name == nameof(TableClient.GetEntityIfExistsAsync));
}
