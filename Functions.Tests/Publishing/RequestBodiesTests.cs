using System.IO.Pipelines;
using LatamFunctions.Events;
using LatamFunctions.Http;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Publishing;

/// <summary>
/// Tests that memory and threads remain available for other requests, regardless of the number of clients and the sizes of their bodies.
/// </summary>
public class RequestBodiesTests
{
    private const int MB = 1_000_000;

    private readonly HubEndpoint _hub = new();

    [Test]
    public void A_declared_body_uses_no_memory_until_it_arrives()
    {
        using var bodies = BodiesOf(256 * MB);

        var work = Work.Measure(() =>
        {
            var exchange = new HttpExchange(body: [(byte)'{'], contentType: "application/json");
            exchange.Request.ContentLength = EventRequest.MaxBytes;
            bodies.ReadAsync(exchange.Request, default).GetAwaiter().GetResult();
        });

        Assert.That(work.AllocatedBytes, Is.LessThan(MB));
    }

    [Test]
    public async Task The_bodies_of_all_requests_share_one_memory_limit()
    {
        using var bodies = BodiesOf(10 * MB);
        var response = new EndingResponse();
        var first = Exchange(new byte[2 * MB]);
        first.Context.Features.Set<IHttpResponseFeature>(response);
        var second = Exchange(new byte[MB]);

        var accepted = await bodies.ReadAsync(first.Request, default);
        var rejected = await bodies.ReadAsync(second.Request, default);
        await second.RespondAsync(rejected.Problem!);
        await response.EndAsync();
        var later = await bodies.ReadAsync(Exchange(new byte[2 * MB]).Request, default);

        Assert.Multiple(() =>
        {
            Assert.That((accepted.Problem, accepted.Body.Length), Is.EqualTo((default(object), 2 * MB)));
            Assert.That((second.Status, second.Header("x-ms-error-code"), second.Header("Retry-After")),
                Is.EqualTo((429, "TooManyBodies", "1")));
            Assert.That((later.Problem, later.Body.Length), Is.EqualTo((default(object), 2 * MB)));
        });
    }

    [Test]
    public async Task A_rejected_request_releases_its_memory_when_it_ends()
    {
        using var bodies = BodiesOf(10 * MB);
        for (var i = 0; i < 5; i++)
        {
            var response = new EndingResponse();
            var exchange = Exchange(new byte[3 * MB]);
            exchange.Context.Features.Set<IHttpResponseFeature>(response);
            Assert.That((await bodies.ReadAsync(exchange.Request, default)).Problem!.Status, Is.EqualTo(429));
            await response.EndAsync();
        }

        Assert.That((await bodies.ReadAsync(Exchange(new byte[2 * MB]).Request, default)).Problem, Is.Null);
    }

    [Test]
    public void A_body_is_not_decompressed_when_no_memory_is_free()
    {
        using var bodies = BodiesOf(10 * MB);
        var compressed = TestGzip.Compress(new byte[EventRequest.MaxBytes]);
        var status = 0;

        var work = Work.Measure(() =>
        {
            var exchange = Exchange(compressed, "gzip");
            status = bodies.ReadAsync(exchange.Request, default).GetAwaiter().GetResult().Problem!.Status;
        });

        Assert.That(status, Is.EqualTo(429));
        Assert.That(work.AllocatedBytes, Is.LessThan(compressed.Length + (2 * MB)));
    }

    [Test]
    public async Task A_small_body_is_accepted_when_large_bodies_use_all_memory()
    {
        using var bodies = BodiesOf(10 * MB);
        await bodies.ReadAsync(Exchange(new byte[2 * MB]).Request, default);

        var large = await bodies.ReadAsync(Exchange(new byte[MB]).Request, default);
        var small = await bodies.ReadAsync(Exchange(new byte[RequestMemory.FreeBytes]).Request, default);

        Assert.That((large.Problem!.Status, small.Problem, small.Body.Length),
            Is.EqualTo((429, default(Problem), RequestMemory.FreeBytes)));
    }

    [Test]
    public async Task One_consumer_gets_at_most_half_of_the_memory()
    {
        using var bodies = BodiesOf(2L * RequestMemory.BytesPerBodyByte * EventRequest.MaxBytes);

        var first = await bodies.ReadAsync(Exchange(new byte[20 * MB], consumer: "greedy").Request, default);
        var second = await bodies.ReadAsync(Exchange(new byte[20 * MB], consumer: "greedy").Request, default);
        var other = await bodies.ReadAsync(Exchange(new byte[20 * MB], consumer: "other").Request, default);

        Assert.That((first.Problem, second.Problem!.Status, other.Problem), Is.EqualTo((default(Problem), 429, default(Problem))));
    }

    [Test]
    public async Task A_body_that_does_not_arrive_times_out()
    {
        using var bodies = new RequestBodies(
            Options.Create(new RequestBodyOptions { MaxDuration = TimeSpan.FromMilliseconds(1) }), Options.Create(new MessageLimits()));
        var exchange = Exchange([]);
        exchange.Request.ContentLength = 1000;
        exchange.Request.Body = new Pipe().Reader.AsStream();

        await exchange.RespondAsync((await bodies.ReadAsync(exchange.Request, default)).Problem!);

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((408, "RequestTimeout")));
    }

    private static IEnumerable<TestCaseData> Bombs()
    {
        yield return Case("empty_objects", 413, "{}\n");
        yield return Case("numbers", 413, "1,", "[", "1]");
        yield return Case("opening_braces", 413, "\n{");
        yield return Case("commas", 400, ",", "[");
        yield return Case("white_space", 400, " ");
        yield return Case("one_text", 400, "x", "{\"a\":\"", "\"}");
        yield return Case("valid_events", 413, SampleEvents.Departed + "\n");
        yield return Case("arrays_that_never_end", 400, "\n{\"a\":[");

        static TestCaseData Case(string name, int status, string text, string before = "", string after = "") => new TestCaseData(
            status, TestGzip.Compress(TestGzip.Repeat(text, EventRequest.MaxBytes, before, after))).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Bombs))]
    public void The_cost_of_a_small_request_does_not_depend_on_its_decompressed_size(int status, byte[] compressed)
    {
        using var bodies = BodiesOf(256 * MB);
        HttpExchange? exchange = null;

        var work = Work.Measure(() => exchange = PostAsync(bodies, compressed).GetAwaiter().GetResult());

        TestContext.Out.WriteLine($"{compressed.Length} bytes: {work.Processor.TotalMilliseconds} ms, {work.AllocatedBytes / MB} MB");
        Assert.Multiple(() =>
        {
            Assert.That(exchange!.Status, Is.EqualTo(status));
            Assert.That(work.Processor, Is.LessThan(TimeSpan.FromSeconds(2)));
            Assert.That(work.AllocatedBytes, Is.LessThan(100 * MB));
        });
    }

    [Test]
    public async Task Sixty_four_worst_case_bodies_occupy_no_pool_thread_and_stay_within_the_memory_limit()
    {
        using var bodies = BodiesOf(256 * MB);
        var compressed = TestGzip.Compress(TestGzip.Repeat("x", EventRequest.MaxBytes, "{\"a\":\"", "\"}"));
        var (peak, done) = (0L, false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false) - before);
                Thread.Yield();
            }
        });
        watch.Start();

        var exchanges = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => PostAsync(bodies, compressed))));
        Volatile.Write(ref done, true);
        watch.Join();

        Assert.That(exchanges.Select(exchange => exchange.Status).Distinct(), Is.SubsetOf([400, 429]));
        Assert.That(exchanges.Count(exchange => exchange.Status == 400), Is.GreaterThan(0));
        Assert.That(peak, Is.LessThan(1_000 * MB), "64 such bodies have 2,147 MB");
    }

    [TestCase(LargeBodyThreads.LargeBytes, true)]
    [TestCase(LargeBodyThreads.LargeBytes + 1, false)]
    public async Task Only_small_bodies_are_read_on_pool_threads(int bytes, bool onPool)
    {
        using var threads = new LargeBodyThreads();

        Assert.That(await Task.Run(() => threads.RunAsync(bytes, () => Thread.CurrentThread.IsThreadPoolThread, default)),
            Is.EqualTo(onPool));
    }

    private async Task<HttpExchange> PostAsync(RequestBodies bodies, byte[] compressed)
    {
        var response = new EndingResponse();
        var exchange = Exchange(compressed, "gzip");
        exchange.Context.Features.Set<IHttpResponseFeature>(response);
        var function = new PublishFlightEvents(
            bodies, _hub.Publisher, new ClaimTable().Claims(TimeProvider.System), new FixedTime(SampleEvents.Now),
            NullLogger<PublishFlightEvents>.Instance);
        await exchange.RespondAsync(await function.Run(exchange.Request, default));
        await response.EndAsync();
        return exchange;
    }

    private static RequestBodies BodiesOf(long maxBytes) =>
        new(Options.Create(new RequestBodyOptions { MaxMemoryBytes = maxBytes }), Options.Create(new MessageLimits()));

    private static HttpExchange Exchange(byte[] body, string encoding = "", string? consumer = null)
    {
        var exchange = new HttpExchange(body: body, contentType: "application/json");
        if (consumer is not null)
            exchange.Context.Features.Set(new Consumer(consumer, new HashSet<Scope>()));
        exchange.Request.Headers.ContentEncoding = encoding;
        return exchange;
    }
}
