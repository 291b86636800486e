using System.Data;
using LatamFunctions.Responses;
using LatamFunctions.Tests.Support;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Flights;

/// <summary>Tests concurrent exports. Each export occupies a slot, which is released when the export ends for any reason.</summary>
public class ExportSlotTests : ExportTestBase
{
    [Test]
    public async Task An_export_beyond_the_limit_receives_Retry_After_until_a_slot_is_free()
    {
        var adx = new QueryEndpoint();
        var slots = new ExportSlots(Options.Create(new ExportOptions { MaxConcurrent = 2 }));
        adx.Respond = _ => Task.FromResult<IDataReader>(adx.Executed % 2 == 1 ? Counted(1_000_000 / 4) : new ScriptedReader(250_000));
        var clients = new[] { new StalledClient(), new StalledClient() };
        var exports = new List<Task>();
        foreach (var client in clients)
            exports.Add((await Export(adx, client.Exchange, slots)).ExecuteAsync(client.Exchange.Context));

        var rejected = new HttpExchange("/api/exports/flights");
        await rejected.RespondAsync(await Export(adx, rejected, slots));
        await Task.WhenAll(clients.Select(client => client.Waits));
        await clients[0].DisconnectAsync();
        await exports[0];
        await Eventually.IsTrueAsync(() => slots.TryAcquire() is not null, "a slot");

        Assert.Multiple(() =>
        {
            Assert.That(
                (rejected.Status, rejected.Header("x-ms-error-code"), rejected.Header("Retry-After")),
                Is.EqualTo((429, "TooManyExports", "5")));
            Assert.That(exports[1].IsCompleted, Is.False);
        });
        await clients[1].DisconnectAsync();
        await exports[1];
    }

    [Test]
    public async Task A_client_that_reads_too_slowly_is_disconnected()
    {
        var adx = new QueryEndpoint();
        var slots = new ExportSlots(Options.Create(new ExportOptions { MaxConcurrent = 1, MaxDuration = TimeSpan.FromMilliseconds(1) }));
        adx.RespondWithRows(Counted(250_000), new ScriptedReader(250_000));
        var client = new StalledClient();
        var lifetime = new Lifetime();
        client.Exchange.Context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        client.Exchange.Context.Features.Set<IHttpResponseFeature>(new StartedResponse());

        await (await Export(adx, client.Exchange, slots)).ExecuteAsync(client.Exchange.Context);

        await Eventually.IsTrueAsync(() => slots.TryAcquire() is not null, "the slot");
        Assert.That(lifetime.IsAborted, Is.True, "a response that ends normally would appear complete");
    }

    [Test]
    public void One_consumer_gets_at_most_half_of_the_slots()
    {
        var slots = new ExportSlots(Options.Create(new ExportOptions { MaxConcurrent = 4 }));
        var (first, second) = (slots.TryAcquire("greedy"), slots.TryAcquire("greedy"));
        var third = slots.TryAcquire("greedy");

        var other = slots.TryAcquire("other");
        first!.Dispose();
        var again = slots.TryAcquire("greedy");

        Assert.That((second is null, third is null, other is null, again is null), Is.EqualTo((false, true, false, false)));
    }

    [Test]
    public async Task A_disconnected_client_frees_its_slot_while_the_next_row_is_pending()
    {
        var adx = new QueryEndpoint();
        var slots = new ExportSlots(Options.Create(new ExportOptions { MaxConcurrent = 1 }));
        using var nextRow = new ManualResetEventSlim();
        var isWaiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rows = new ScriptedReader(250_000)
        {
            BeforeRow = row =>
            {
                if (row != 200_000)
                    return;
                isWaiting.SetResult();
                nextRow.Wait();
            },
        };
        adx.RespondWithRows(Counted(250_000), rows);
        using var leaving = new CancellationTokenSource();
        var exchange = new HttpExchange("/api/exports/flights", "?select=flightId");
        exchange.Context.RequestAborted = leaving.Token;
        var export = (await Export(adx, exchange, slots)).ExecuteAsync(exchange.Context);
        await isWaiting.Task;

        await leaving.CancelAsync();
        await export;
        var isTaken = slots.TryAcquire() is null;
        nextRow.Set();
        await Eventually.IsTrueAsync(() => slots.TryAcquire() is not null, "the slot");

        Assert.That((isTaken, rows.IsDisposed), Is.EqualTo((true, true)));
    }

    [TestCase("HEAD", "")]
    [TestCase("GET", "?format=xml")]
    [TestCase("GET", "?from=2024-05-02&to=2024-05-01")]
    public async Task A_response_without_rows_occupies_no_export_slot(string method, string query)
    {
        var adx = new QueryEndpoint();
        var slots = new ExportSlots(Options.Create(new ExportOptions { MaxConcurrent = 1 }));
        adx.Respond = _ => Task.FromResult<IDataReader>(Counted(1));
        var exchange = new HttpExchange("/api/exports/flights", query);
        exchange.Request.Method = method;

        await exchange.RespondAsync(await Export(adx, exchange, slots));

        Assert.That(slots.TryAcquire(), Is.Not.Null);
    }

    [Test]
    public async Task Failed_and_rejected_exports_free_their_slots()
    {
        var adx = new QueryEndpoint();
        var slots = new ExportSlots(Options.Create(new ExportOptions { MaxConcurrent = 1 }));
        adx.RespondWithRows(Counted(500_001), Counted(1), new ScriptedReader(0, new IOException("reset")));
        var (large, failing) = (new HttpExchange(), new HttpExchange());

        await large.RespondAsync(await Export(adx, large, slots));
        Assert.ThrowsAsync<IOException>(() => Export(adx, failing, slots));

        Assert.That((large.Status, slots.TryAcquire() is null), Is.EqualTo((400, false)));
    }

    [Test]
    public async Task An_export_that_never_starts_ends_with_its_request()
    {
        var adx = new QueryEndpoint();
        var slots = new ExportSlots(Options.Create(new ExportOptions { MaxConcurrent = 1 }));
        var rows = new ScriptedReader(10);
        adx.RespondWithRows(Counted(10), rows);
        var (exchange, response) = (new HttpExchange(), new EndingResponse());
        exchange.Context.Features.Set<IHttpResponseFeature>(response);

        await Export(adx, exchange, slots);
        await response.EndAsync();

        Assert.That((rows.IsDisposed, slots.TryAcquire() is null), Is.EqualTo((true, false)));
    }

    /// <summary>A client that does not read its response.</summary>
    private sealed class StalledClient
    {
        private readonly CancellationTokenSource _disconnecting = new();
        private readonly StalledStream _body = new();

        public StalledClient()
        {
            Exchange.Context.Response.Body = _body;
            Exchange.Context.RequestAborted = _disconnecting.Token;
        }

        public HttpExchange Exchange { get; } = new("/api/exports/flights", "?select=flightId");

        /// <summary>A task that completes when the response is waiting for the client.</summary>
        public Task Waits => _body.Waits;

        public async Task DisconnectAsync()
        {
            await _disconnecting.CancelAsync();
            _disconnecting.Dispose();
        }
    }

    private sealed class StalledStream : MemoryStream
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => _waits.Task;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _waits.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
