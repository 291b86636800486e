using System.Data;
using Kusto.Data.Common;
using Kusto.Data.Exceptions;
using Kusto.Data.Net.Client;
using LatamFunctions.Events;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;
using Moq;
using Polly.CircuitBreaker;

namespace LatamFunctions.Tests.Ingestion;

public class FlightEventStoreTests
{
    [Test]
    public async Task Rows_are_sent_to_the_table_with_its_mapping()
    {
        var adx = new IngestEndpoint();
        using var batch = BatchOf("a", "b");

        var stored = await adx.Store().StoreAsync(batch, default);

        Assert.Multiple(() =>
        {
            Assert.That(stored, Is.EqualTo(2));
            Assert.That(adx.Targets, Is.EqualTo(["flights/FlightEvents/json/FlightEventsJson/plain"]));
            Assert.That(adx.StoredIds, Is.EqualTo(["a", "b"]));
        });
    }

    [Test]
    public async Task Bodies_are_compressed_if_the_setting_requires_it()
    {
        var adx = new IngestEndpoint();
        using var batch = BatchOf("a");

        await adx.Store(compress: true).StoreAsync(batch, default);

        Assert.That(adx.Targets, Is.EqualTo(["flights/FlightEvents/json/FlightEventsJson/gzip"]));
    }

    [Test]
    public async Task Requests_contain_whole_rows_and_stay_within_the_limit()
    {
        var adx = new IngestEndpoint();
        using var batch = BatchOf("a", "b", "c", "d", "e");
        var rowBytes = batch.Rows[0].Length;

        await adx.Store(maxRequestBytes: (2 * rowBytes) + 1).StoreAsync(batch, default);

        Assert.Multiple(() =>
        {
            Assert.That(adx.Requests.Select(body => body.Length), Is.EqualTo([2 * rowBytes, 2 * rowBytes, rowBytes]));
            Assert.That(adx.StoredIds, Is.EqualTo(["a", "b", "c", "d", "e"]));
        });
    }

    [Test]
    public async Task A_row_beyond_the_limit_is_sent_in_its_own_request()
    {
        var adx = new IngestEndpoint();
        using var batch = BatchOf("a", "b");

        await adx.Store(maxRequestBytes: 10).StoreAsync(batch, default);

        Assert.That(adx.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_batch_without_rows_sends_no_request()
    {
        var adx = new IngestEndpoint();
        using var batch = new FlightEventBatch();

        Assert.That(await adx.Store().StoreAsync(batch, default), Is.Zero);
        Assert.That(adx.Requests, Is.Empty);
    }

    [Test]
    public async Task A_rejected_row_is_isolated_and_all_other_rows_are_stored_once()
    {
        var adx = new IngestEndpoint
        {
            Respond = body => body.Contains("\"bad\"") ? new KustoBadRequestException("row 'bad' is broken", null) : null,
        };
        using var batch = BatchOf("a", "b", "c", "d", "e", "bad", "g", "h", "i");

        var stored = await adx.Store().StoreAsync(batch, default);

        Assert.Multiple(() =>
        {
            Assert.That(stored, Is.EqualTo(8));
            Assert.That(adx.StoredIds, Is.EqualTo(["a", "b", "c", "d", "e", "g", "h", "i"]));
            Assert.That(batch.Rejected.Single().EventIndex, Is.EqualTo(5));
            Assert.That(batch.Rejected.Single().Stage, Is.EqualTo(IngestStage.Stored));
            Assert.That(batch.Rejected.Single().Errors.Single().Rule, Is.EqualTo(EventRule.Refused));
            Assert.That(batch.Rejected.Single().Errors.Single().Detail, Does.Contain("row 'bad' is broken"));
            Assert.That(adx.Requests, Has.Count.LessThanOrEqualTo(9), "rows are isolated by bisection, not one at a time");
        });
    }

    [Test]
    public async Task Each_row_of_an_invalid_batch_is_rejected_individually()
    {
        var adx = new IngestEndpoint { Respond = _ => new KustoBadRequestException("no", null) };
        using var batch = BatchOf("a", "b", "c");

        Assert.That(await adx.Store().StoreAsync(batch, default), Is.Zero);
        Assert.That(batch.Rejected.Select(rejected => rejected.EventIndex), Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public async Task Transient_failures_are_retried()
    {
        var failures = new Queue<Exception?>([new KustoRequestThrottledException("busy", null), new HttpRequestException("reset"), null]);
        var adx = new IngestEndpoint { Respond = _ => failures.Dequeue() };
        using var batch = BatchOf("a", "b");

        await adx.Store(retries: 2).StoreAsync(batch, default);

        Assert.Multiple(() =>
        {
            Assert.That(adx.Requests, Has.Count.EqualTo(3));
            Assert.That(adx.StoredIds, Is.EqualTo(["a", "b"]));
        });
    }

    [Test]
    public async Task Each_request_sets_its_own_ingestion_time()
    {
        var time = new FixedTime(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero));
        var adx = new IngestEndpoint();
        var attempts = 0;
        adx.Respond = _ =>
        {
            time.Advance(TimeSpan.FromMinutes(5));
            return ++attempts == 1 ? new HttpRequestException("reset") : null;
        };
        using var batch = BatchOf("a", "b");

        await adx.Store(retries: 1, time: time).StoreAsync(batch, default);

        Assert.That(adx.Stored, Has.Count.EqualTo(2).And.All.Contains(",\"IngestedAt\":\"2026-11-20T10:05:00.0000000Z\""));
    }

    [TestCase(2, 3)]
    [TestCase(0, 1)]
    public void A_transient_failure_after_the_last_retry_is_thrown_and_no_event_is_rejected(int retries, int requests)
    {
        var adx = new IngestEndpoint { Respond = _ => new KustoServiceUnavilableException("down", null) };
        using var batch = BatchOf("a", "b");

        Assert.Multiple(() =>
        {
            Assert.ThrowsAsync<KustoServiceUnavilableException>(() => adx.Store(retries: retries).StoreAsync(batch, default));
            Assert.That(adx.Requests, Has.Count.EqualTo(requests));
            Assert.That(batch.Rejected, Is.Empty);
        });
    }

    [Test]
    public void A_missing_table_rejects_no_row_and_is_not_retried()
    {
        var adx = new IngestEndpoint { Respond = _ => new TableNotFoundException("secret detail", (Exception?)null) };
        using var batch = BatchOf("a", "b");

        Assert.Multiple(() =>
        {
            Assert.ThrowsAsync<TableNotFoundException>(() => adx.Store().StoreAsync(batch, default));
            Assert.That(adx.Requests, Has.Count.EqualTo(1));
            Assert.That(batch.Rejected, Is.Empty);
        });
    }

    [Test]
    public void A_canceled_batch_is_neither_stored_nor_rejected()
    {
        var adx = new IngestEndpoint();
        using var batch = BatchOf("a");

        Assert.Multiple(() =>
        {
            Assert.ThrowsAsync<OperationCanceledException>(() => adx.Store().StoreAsync(batch, new CancellationToken(canceled: true)));
            Assert.That(adx.Requests, Is.Empty);
            Assert.That(batch.Rejected, Is.Empty);
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_request_beyond_the_limit_waits_until_another_request_completes_or_fails(bool succeeds)
    {
        var first = new TaskCompletionSource<IDataReader>();
        var ingest = IngestOf(new Queue<Task<IDataReader>>([first.Task, Task.FromResult(Mock.Of<IDataReader>())]));
        using var store = IngestEndpoint.Store(ingest.Object, new FlightEventStoreOptions { MaxConcurrentRequests = 1, Retries = 0 });
        using var batch = BatchOf("a");
        using var other = BatchOf("b");

        var storing = store.StoreAsync(batch, default);
        var waiting = store.StoreAsync(other, default);
        var requests = ingest.Invocations.Count;
        if (succeeds)
            first.SetResult(Mock.Of<IDataReader>());
        else
            first.SetException(new KustoServiceUnavilableException("down", null));

        Assert.That(await waiting, Is.EqualTo(1));
        Assert.That((requests, ingest.Invocations.Count), Is.EqualTo((1, 2)));
        Assert.That(() => storing, succeeds ? Throws.Nothing : Throws.TypeOf<KustoServiceUnavilableException>());
    }

    /// <summary>
    /// Sequential requests within a batch limit the number of concurrent requests to the number of partitions, regardless of the number of
    /// instances (decision 0012).
    /// </summary>
    [Test]
    public async Task A_batch_sends_one_request_at_a_time()
    {
        var first = new TaskCompletionSource<IDataReader>();
        var others = Enumerable.Repeat(Task.FromResult(Mock.Of<IDataReader>()), 2);
        var ingest = IngestOf(new Queue<Task<IDataReader>>([first.Task, .. others]));
        using var store = IngestEndpoint.Store(ingest.Object, new FlightEventStoreOptions { MaxRequestBytes = 1 });
        using var batch = BatchOf("a", "b", "c");

        var storing = store.StoreAsync(batch, default);
        var underWay = ingest.Invocations.Count;
        first.SetResult(Mock.Of<IDataReader>());

        Assert.That(await storing, Is.EqualTo(3));
        Assert.That((underWay, ingest.Invocations.Count), Is.EqualTo((1, 3)));
    }

    [TestCase(typeof(KustoServiceUnavilableException), true)]
    [TestCase(typeof(KustoServiceTimeoutException), true)]
    [TestCase(typeof(KustoRequestThrottledException), false)]
    [TestCase(typeof(KustoBadRequestException), false)]
    public async Task Service_failures_open_the_breaker_for_its_break_duration(Type failure, bool opens)
    {
        var time = new FixedTime(SampleEvents.Now);
        var exception = (Exception)Activator.CreateInstance(failure, "no", null)!;
        var ingest = IngestOf(new Queue<Task<IDataReader>>(Enumerable.Repeat(Task.FromException<IDataReader>(exception), 6)));
        var options = new FlightEventStoreOptions { Retries = 0, BreakerThreshold = 2, BreakerDuration = TimeSpan.FromSeconds(15) };
        using var store = IngestEndpoint.Store(ingest.Object, options, time);

        for (var i = 0; i < 5; i++)
            await StoreAsync();
        var whileOpen = ingest.Invocations.Count;
        time.Advance(TimeSpan.FromSeconds(15));
        await StoreAsync();

        Assert.That((whileOpen, ingest.Invocations.Count), Is.EqualTo(opens ? (2, 3) : (5, 6)));

        async Task StoreAsync()
        {
            using var batch = BatchOf("a");
            try
            {
                await store.StoreAsync(batch, default);
            }
            catch (Exception e) when (e is KustoException or BrokenCircuitException)
            {
                // The type of the exception is not relevant.
            }
        }
    }

    private static Mock<IStreamingIngestProvider> IngestOf(Queue<Task<IDataReader>> responses)
    {
        var ingest = new Mock<IStreamingIngestProvider>();
        ingest.Setup(adx => adx.ExecuteStreamIngestAsync(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<Stream>(), It.IsAny<StreamProperties>(),
                It.IsAny<ClientRequestProperties>(),
                It.IsAny<DataSourceFormat>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(responses.Dequeue);
        return ingest;
    }

    private static FlightEventBatch BatchOf(params string[] eventIds)
    {
        using var reader = new FlightEventReader();
        var batch = new FlightEventBatch();
        var message = SampleEvents.Bytes(string.Join('\n', eventIds.Select(SampleEvents.WithId)));
        reader.Read(message, 0, in ReadResult.Position, SampleEvents.Now, batch);
        Assert.That(batch.Rejected, Is.Empty);
        return batch;
    }
}
