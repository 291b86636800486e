using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Abuse.Tests.Support;
using LocalEventHubs.Security;
using LocalStack.Tests.Support;

namespace Abuse.Tests.Stack;

/// <summary>
/// Tests damaged requests to the HTTP API and to the event hub. Each request must end with a response that is not a server failure, or with
/// a closed connection.
/// </summary>
[Category("Stack")]
internal sealed partial class MutatedRequestTests
{
    /// <summary>
    /// The number of concurrent connections. The number is high because one request in fifteen waits for a timeout of two seconds.
    /// </summary>
    private const int Connections = 128;

    private const string Api = "damaged requests to the HTTP API";
    private const string Hub = "damaged requests to the event hub's REST API";

    private const string CloudEvent =
        """
        {"specversion":"1.0","id":"c","source":"/s","type":"x.FlightDelayed","time":"2024-05-01T09:00:00Z",
        "data":{"origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z"}}
        """;

    private static readonly byte[][] Splices = Mutations.Bytes(
        "\0", "%00", "%2500", "%ff", "%2e%2e/", "../", "\"", "\\", "\\ud800", "\ud83d\ude00", "{", "}", "[", "]", ",", ":", "&", "=",
        "?", ";", "'", "\r\n", "\n", " ", "null", "1e999", "-1", "99999999999999999999", "0\r\n\r\n", "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Expect: 100-continue\r\n", "Range: bytes=0-\r\n",
        "If-None-Match: *\r\n", "If-Match: \"x\"\r\n", "Accept: */*;q=2\r\n", "HTTP/1.0", "OPTIONS ", "TRACE ", "CONNECT ", "<script>",
        "=cmd()", "\u2028");

    [Test]
    public Task No_mutated_request_to_the_API_causes_a_server_failure() => AttackApiAsync(new LongForm(Api, 600, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public Task Many_mutated_requests_to_the_API_cause_no_server_failure() => AttackApiAsync(new LongForm(Api));

    [Test]
    public Task No_mutated_request_to_the_event_hub_causes_a_server_failure() => AttackHubAsync(new LongForm(Hub, 600, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public Task Many_mutated_requests_to_the_event_hub_cause_no_server_failure() => AttackHubAsync(new LongForm(Hub));

    private static Task AttackApiAsync(LongForm form) => AttackAsync(TargetStack.Api, [.. ApiRequests()], form);

    private static Task AttackHubAsync(LongForm form) => AttackAsync(TargetStack.Hub, [.. HubRequests()], form);

    private static async Task AttackAsync(Uri server, byte[][] corpus, LongForm form)
    {
        var mutations = new Mutations(form.Seed, corpus, Splices);
        var statuses = new ConcurrentDictionary<string, int>();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => form.RunAsync(SendAsync)));

        Assert.That(TargetStack.IsUp);
        Assert.That(statuses.Keys, Has.Some.StartsWith("× 2"), "Some damaged requests are still valid and must succeed.");
        form.Report(LongForm.Counts(statuses));

        async Task SendAsync()
        {
            while (true)
            {
                byte[] request;
                int number;
                lock (mutations)
                {
                    if (!form.TryNext())
                        return;
                    (request, number) = (mutations.Next(), form.Sent);
                }

                var response = await RawHttp.SendAsync(server, request, IdleTimeout(request));
                Verify(request, response, $"Request {number} of seed {form.Seed}");
                statuses.AddOrUpdate(response.Status == 0 ? "closed" : $"× {response.Status}", 1, (_, count) => count + 1);
            }
        }
    }

    /// <summary>
    /// Returns the time to wait for a response. The time is zero for an incomplete request, because the server waits for the end of the
    /// request.
    /// </summary>
    private static TimeSpan IdleTimeout(byte[] request)
    {
        var end = request.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return TimeSpan.Zero;
        var length = ContentLength().Match(Encoding.Latin1.GetString(request, 0, end));
        var isComplete = !length.Success || (long.TryParse(length.Groups[1].ValueSpan, out var bytes) && request.Length - end - 4 >= bytes);
        return isComplete ? TimeSpan.FromSeconds(2) : TimeSpan.Zero;
    }

    private static void Verify(byte[] request, RawHttp.RawResponse response, string name)
    {
        var text = Encoding.Latin1.GetString(request);

        // Kestrel returns 501 and 505 for unsupported transfer codings and HTTP versions. The readiness probe returns 503 if a dependency
        // does not respond within 3 s, which can happen on a busy machine.
        var isProbe = text.Contains("health", StringComparison.Ordinal);
        if (response.Statuses.Any(status => status >= 500 && status is not (501 or 505) && !(status == 503 && isProbe)))
            Assert.Fail($"{name} causes a server failure:\n{text}\n=>\n{response.Text}\n{TargetStack.Output}");
        if (response.Text.Contains("   at ", StringComparison.Ordinal))
            Assert.Fail($"The response to {name} contains a stack trace:\n{text}\n=>\n{response.Text}");
        if (TargetStack.Secrets.Any(secret => Contains(response.Text, secret) && !Contains(text, secret)))
            Assert.Fail($"The response to {name} contains a secret:\n{text}\n=>\n{response.Text}");
    }

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    private static IEnumerable<byte[]> ApiRequests()
    {
        string[] reads =
        [
            "flights?origin=SCL&limit=3", "flights?airline=LA&orderby=scheduledDeparture%20desc&select=flightId,origin", "flights/e-1",
            "flights/e-1/events?limit=2", "flights?from=2024-05-01&to=2024-05-02T10:00:00Z&asOf=2024-05-01T00:00:00Z",
            "exports/flights?format=csv&origin=SCL", "analytics/delays?by=airline&from=2024-05-01&to=2024-05-02",
            "analytics/routes?limit=5", "analytics/timeseries?bucket=hour&from=2024-05-01&to=2024-05-02",
            "dead-letters?limit=2&state=open", "dead-letters/bm9wZS9ub3Bl", "openapi.json", "docs/index.html", "health/ready",
        ];
        var flight = Events.Flight("e-1", "SCL", "LIM");
        return
        [
            .. reads.Select(path => Request("GET", path, "")),
            Request("POST", "events", flight),
            Request("POST", "events", $"[{flight},{Events.Flight("e-2", "SCL", "LIM")}]"),
            Request("POST", "events", CloudEvent),
            Request(
                "PUT", "flights/e-1", """{"origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z","status":"x"}"""),
            Request("PATCH", "flights/e-1", """{"aircraft":null,"delayMinutes":5,"gate":"B7"}"""),
            Request("DELETE", "flights/e-1", ""),
            Request("POST", "dead-letters/replay", """{"ids":["bm9wZS9ub3Bl"]}"""),
            Request("POST", "dead-letters/discard", """{"ids":["bm9wZS9ub3Bl"],"dryRun":true}"""),
            Request("DELETE", "dead-letters/bm9wZS9ub3Bl", ""),
        ];
    }

    private static byte[] Request(string method, string path, string body) => Encoding.UTF8.GetBytes(
        $"{method} {TargetStack.Api.AbsolutePath}{path} HTTP/1.1\r\nHost: {TargetStack.Api.Authority}\r\nConnection: close\r\n"
        + $"x-functions-key: {TargetStack.Keys["default"]}\r\n"
        + (body.Length == 0
            ? "\r\n"
            : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    private static IEnumerable<byte[]> HubRequests()
    {
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1);
        var token = SharedAccessSignature.Create(TargetStack.Hub, AccessPolicy.Root.Name, TargetStack.HubKey, tomorrow);
        var headers = $" HTTP/1.1\r\nHost: {TargetStack.Hub.Authority}\r\nConnection: close\r\nAuthorization: {token}\r\n";
        var flight = Events.Flight("e-1", "SCL", "LIM");
        return
        [
            Send("/flight-events/messages", "application/json", flight),
            Send("/flight-events/partitions/1/messages", "application/json", flight, "BrokerProperties: {\"PartitionKey\":\"k\"}\r\n"),
            Send(
                "/flight-events/messages?timeout=60&api-version=2014-01",
                "application/vnd.microsoft.servicebus.json",
                """
                [{"Body":"a","UserProperties":{"n":1,"t":"x"},"BrokerProperties":{"PartitionKey":"k"}},{"Body":"YQ==","IsBodyBase64":true}]
                """),
            Send("/flight-events/publishers/p/messages", "text/plain", "x", "Custom: value\r\n"),
            Encoding.ASCII.GetBytes($"GET /{headers}\r\n"),
        ];

        byte[] Send(string path, string contentType, string body, string more = "") => Encoding.UTF8.GetBytes(
            $"POST {path}{headers}Content-Type: {contentType}\r\n{more}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    [GeneratedRegex(@"\r\nContent-Length: *(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();
}
