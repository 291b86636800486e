using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using LocalEventHubs;
using LocalStack.Tests;

namespace Abuse.Tests.Stack;

/// <summary>What one client sends stops no other, in processes of 2 GB.</summary>
[Category("Stack")]
internal sealed class ResourceTests
{
    private const int Unpacked = 32 * 1024 * 1024;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };

    [OneTimeSetUp]
    public void AddKey() => _http.DefaultRequestHeaders.Add("x-functions-key", AbusedStack.Keys["default"]);

    [OneTimeTearDown]
    public void Dispose() => _http.Dispose();

    [Test]
    public async Task Sixty_four_worst_bodies_at_once_fail_no_request_of_others()
    {
        byte[][] bodies = [Bomb("{}\n"), Bomb("1,", "["), Bomb("\n{"), Bomb("x", "{\"a\":\""), Bomb("\n{\"a\":[")];

        var posting = Task.WhenAll(Enumerable.Range(0, 64).Select(i => PostEventsAsync(bodies[i % bodies.Length])));
        var others = new List<int>();
        do
        {
            others.Add(await GetAsync("health/live"));
            others.Add(await GetAsync("flights?limit=1"));
        }
        while (!posting.IsCompleted);

        var statuses = (await posting).Distinct();
        Assert.Multiple(() =>
        {
            Assert.That(statuses, Is.SubsetOf([400, 413, 429]));
            Assert.That(others, Is.All.EqualTo(200));
            Assert.That(AbusedStack.IsUp);
        });
    }

    [Test]
    public async Task Bodies_that_are_declared_and_never_sent_take_nothing_from_others()
    {
        var stalled = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                stalled.Add(await ConnectAsync(
                    $"POST {AbusedStack.Api.AbsolutePath}events HTTP/1.1\r\nHost: {AbusedStack.Api.Authority}\r\nx-functions-key: {AbusedStack.Keys["default"]}\r\n"
                    + $"Content-Type: application/json\r\nContent-Length: {Unpacked}\r\n\r\n{{"));
            }

            Assert.That(await PostEventsAsync(Gzip(Encoding.UTF8.GetBytes(Events.Flight($"e-{Guid.NewGuid()}", "SCL", "LIM")))), Is.EqualTo(202));
        }
        finally
        {
            stalled.ForEach(client => client.Dispose());
        }
    }

    /// <summary>The first is rejected by its unpacked length, the second, of 15 MB, by its number of events.</summary>
    [TestCase(11_000_000)]
    [TestCase(5_000_000)]
    public async Task A_poison_message_of_a_few_bytes_holds_up_no_event_behind_it(int events)
    {
        var poison = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{}\n", events))));
        var good = $"good-{Guid.NewGuid()}";

        await SendToHubAsync(poison, "gzip");
        await SendToHubAsync(Encoding.UTF8.GetBytes(Events.Flight(good, "SCL", "LIM")), null);

        await Eventually.IsTrueAsync(
            async () => await GetAsync($"flights/{good}") == 200, "The event behind the poison", TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(100));
        Assert.That(AbusedStack.IsUp);
    }

    private static byte[] Bomb(string text, string before = "") =>
        Gzip(Encoding.UTF8.GetBytes(before + string.Concat(Enumerable.Repeat(text, (Unpacked - before.Length) / text.Length))));

    private static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private async Task<int> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(AbusedStack.Api, path)) { Headers = { { "Cache-Control", "no-cache" } } };
        using var response = await _http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<int> PostEventsAsync(byte[] packed)
    {
        using var content = new ByteArrayContent(packed);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _http.PostAsync(new Uri(AbusedStack.Api, "events"), content);
        return (int)response.StatusCode;
    }

    private async Task SendToHubAsync(byte[] body, string? encoding)
    {
        var token = SharedAccessSignature.Create(AbusedStack.Hub, AccessPolicy.Root.Name, AbusedStack.HubKey, DateTimeOffset.UtcNow.AddMinutes(5));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{AbusedStack.Hub}/partitions/0/messages") { Content = new ByteArrayContent(body) };
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
        await client.ConnectAsync(AbusedStack.Api.Host, AbusedStack.Api.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        return client;
    }
}
