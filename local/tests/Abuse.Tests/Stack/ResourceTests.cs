using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using LocalEventHubs.Security;
using LocalStack.Tests.Support;

namespace Abuse.Tests.Stack;

/// <summary>Tests that one client's requests do not affect other clients, in processes with 2 GB of memory.</summary>
[Category("Stack")]
internal sealed class ResourceTests
{
    private const int DecompressedSize = 32 * 1024 * 1024;
    private const int BodiesAtOnce = 64;
    private const string WorstBodies = "worst bodies, 64 at once";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly HttpClient _others = new() { Timeout = TimeSpan.FromMinutes(5) };

    [OneTimeSetUp]
    public void AddKey() => _http.DefaultRequestHeaders.Add("x-functions-key", TargetStack.Keys["default"]);

    [OneTimeTearDown]
    public void Dispose()
    {
        _http.Dispose();
        _others.Dispose();
    }

    [Test]
    public Task Sixty_four_simultaneous_worst_case_bodies_fail_no_other_request() =>
        PostWorstBodiesAsync(new LongForm(WorstBodies, BodiesAtOnce, 1));

    /// <summary>This test requires a dedicated machine, because a busy machine slows down all requests.</summary>
    [Test, Explicit, Category(LongForm.Category)]
    public async Task With_many_worst_case_bodies_other_requests_take_less_than_a_second() =>
        Assert.That(await PostWorstBodiesAsync(LongForm.OfCases(WorstBodies)), Is.LessThan(TimeSpan.FromSeconds(1)));

    /// <returns>
    /// The longest duration of concurrent requests from other clients: the probe, a list, a single flight, and the publication of an event.
    /// </returns>
    private async Task<TimeSpan> PostWorstBodiesAsync(LongForm form)
    {
        byte[][] bodies = [Bomb("{}\n"), Bomb("1,", "["), Bomb("\n{"), Bomb("x", "{\"a\":\""), Bomb("\n{\"a\":[")];
        var flight = $"others-{Guid.NewGuid()}";
        Assert.That(await PublishAsync(flight), Is.EqualTo(202));
        await Eventually.IsTrueAsync(
            async () => await GetAsync($"flights/{flight}") == 200, "The condition that the other client's flight is stored",
            TimeSpan.FromMinutes(2));
        var statuses = new HashSet<int>();

        var posting = Task.WhenAll(Enumerable.Range(0, BodiesAtOnce).Select(_ => PostAsync()));
        var others = new List<(int Status, TimeSpan Time)>();
        do
        {
            await RequestAsync(200, () => GetAsync("health/live"));
            await RequestAsync(200, () => GetAsync("flights?limit=1"));
            await RequestAsync(200, () => GetAsync($"flights/{flight}"));
            await RequestAsync(202, () => PublishAsync(flight));
        }
        while (!posting.IsCompleted);

        await posting;
        var longest = others.Max(other => other.Time);
        Assert.Multiple(() =>
        {
            Assert.That(statuses, Is.SubsetOf([400, 413, 429]));
            Assert.That(TargetStack.IsUp);
        });
        form.Report($"{string.Join(", ", statuses.Order())}; {others.Count} requests of other clients, the longest "
            + $"{longest.TotalMilliseconds:0} ms, "
            + $"the median {others.Select(other => other.Time).Order().ElementAt(others.Count / 2).TotalMilliseconds:0} ms");
        return longest;

        async Task PostAsync()
        {
            while (true)
            {
                byte[] body;
                lock (statuses)
                {
                    if (!form.TryNext())
                        return;
                    body = bodies[form.Sent % bodies.Length];
                }

                var status = await PostEventsAsync(body);
                lock (statuses)
                    statuses.Add(status);
            }
        }

        async Task RequestAsync(int expected, Func<Task<int>> request)
        {
            var started = Stopwatch.GetTimestamp();
            var status = await request();
            others.Add((status, Stopwatch.GetElapsedTime(started)));
            Assert.That(status, Is.EqualTo(expected));
        }
    }

    /// <summary>Publishes an event with a key that the attacker does not use.</summary>
    private async Task<int> PublishAsync(string flight)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(TargetStack.Api, "events"))
        {
            Content = new StringContent(Events.Flight(flight, "SCL", "LIM"), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-functions-key", TargetStack.Keys["publish"]);
        using var response = await _others.SendAsync(request);
        return (int)response.StatusCode;
    }

    [Test]
    public async Task Declared_bodies_that_never_arrive_do_not_affect_other_requests()
    {
        var stalled = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                stalled.Add(await ConnectAsync(
                    $"POST {TargetStack.Api.AbsolutePath}events HTTP/1.1\r\nHost: {TargetStack.Api.Authority}\r\nx-functions-key: "
                    + $"{TargetStack.Keys["default"]}\r\nContent-Type: application/json\r\nContent-Length: {DecompressedSize}\r\n\r\n{{"));
            }

            Assert.That(
                await PostEventsAsync(Gzip(Encoding.UTF8.GetBytes(Events.Flight($"e-{Guid.NewGuid()}", "SCL", "LIM")))), Is.EqualTo(202));
        }
        finally
        {
            stalled.ForEach(client => client.Dispose());
        }
    }

    /// <summary>
    /// The first message is rejected because of its decompressed size. The second message (15 MB) is rejected because of its number of
    /// events.
    /// </summary>
    [TestCase(11_000_000)]
    [TestCase(5_000_000)]
    public async Task A_small_poison_message_does_not_delay_later_events(int events)
    {
        var poison = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{}\n", events))));
        var good = $"good-{Guid.NewGuid()}";

        await SendToHubAsync(poison, "gzip");
        await SendToHubAsync(Encoding.UTF8.GetBytes(Events.Flight(good, "SCL", "LIM")), null);

        await Eventually.IsTrueAsync(
            async () => await GetAsync($"flights/{good}") == 200, "The condition that the event after the poison message is stored",
            TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(100));
        Assert.That(TargetStack.IsUp);
    }

    private static byte[] Bomb(string text, string before = "") =>
        Gzip(Encoding.UTF8.GetBytes(before + string.Concat(Enumerable.Repeat(text, (DecompressedSize - before.Length) / text.Length))));

    private static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    private async Task<int> GetAsync(string path)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Get, new Uri(TargetStack.Api, path)) { Headers = { { "Cache-Control", "no-cache" } } };
        using var response = await _http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<int> PostEventsAsync(byte[] compressed)
    {
        using var content = new ByteArrayContent(compressed);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _http.PostAsync(new Uri(TargetStack.Api, "events"), content);
        return (int)response.StatusCode;
    }

    private async Task SendToHubAsync(byte[] body, string? encoding)
    {
        var token = SharedAccessSignature.Create(
            TargetStack.Hub, AccessPolicy.Root.Name, TargetStack.HubKey, DateTimeOffset.UtcNow.AddMinutes(5));
        using var request =
            new HttpRequestMessage(HttpMethod.Post, $"{TargetStack.Hub}/partitions/0/messages") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", token.ToString());
        if (encoding is not null)
            request.Headers.TryAddWithoutValidation("contentEncoding", encoding);
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<TcpClient> ConnectAsync(string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(TargetStack.Api.Host, TargetStack.Api.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        return client;
    }
}
