using System.Net.Http.Headers;
using System.Text.Json;
using LocalEventHubs.Security;
using LocalStack.Configuration;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>
/// Tests that invalid events are rejected by the API or become dead letters with the reason, and that valid events next to them are stored.
/// </summary>
internal sealed class BadInputTests : StackTestBase
{
    private const string Good =
        """{"eventId":"e","eventType":"FlightDeparted","occurredAt":"2024-05-01T10:00:00Z","origin":"SCL","""
        + """ "destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z"}""";

    [TestCase("Malformed", "$", "{not json")]
    [TestCase("Malformed", "$", "42")]
    [TestCase(
        "Required", "occurredAt",
        """{"eventId":"e","eventType":"FlightDeparted","origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z"}""")]
    [TestCase(
        "Type", "origin",
        """{"eventId":"e","eventType":"FlightDeparted","occurredAt":"2024-05-01T10:00:00Z","origin":1,"""
        + """ "destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z"}""")]
    [TestCase(
        "Format", "destination",
        """{"eventId":"e","eventType":"FlightDeparted","occurredAt":"2024-05-01T10:00:00Z","origin":"SCL","""
        + """ "destination":"L1M","scheduledDeparture":"2024-05-01T09:45:00Z"}""")]
    [TestCase(
        "Format", "occurredAt",
        """{"eventId":"e","eventType":"FlightDeparted","occurredAt":"yesterday","origin":"SCL","""
        + """ "destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z"}""")]
    [TestCase(
        "Unknown", "eventType",
        """{"eventId":"e","eventType":"FlightExploded","occurredAt":"2024-05-01T10:00:00Z","origin":"SCL","""
        + """ "destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z"}""")]
    [TestCase(
        "Range", "delayMinutes",
        """{"eventId":"e","eventType":"FlightDeparted","occurredAt":"2024-05-01T10:00:00Z","origin":"SCL","""
        + """ "destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z","delayMinutes":100000}""")]
    [TestCase(
        "Duplicate", "origin",
        """{"eventId":"e","eventType":"FlightDeparted","occurredAt":"2024-05-01T10:00:00Z","origin":"SCL","origin":"LIM","""
        + """ "destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z"}""")]
    public async Task An_invalid_event_is_dead_lettered_with_its_reason_and_its_valid_neighbor_is_stored(
        string rule, string field, string bad)
    {
        var before = (await Stack.DeadLettersAsync()).Select(deadLetter => deadLetter.RowKey + deadLetter.PartitionKey).ToHashSet();
        var good = $"good-{Guid.NewGuid()}";

        await Stack.SendAsync(Events.Flight(good, "SCL", "LIM"), bad);
        await Stack.IngestedAsync();

        var deadLetter = (await Stack.DeadLettersAsync())
            .Single(deadLetter => !before.Contains(deadLetter.RowKey + deadLetter.PartitionKey));
        var errors = JsonDocument.Parse((string)deadLetter["Faults"]).RootElement.EnumerateArray().ToList();
        Assert.Multiple(async () =>
        {
            Assert.That(deadLetter["Reasons"], Is.EqualTo(rule));
            Assert.That(errors.Select(error => error.GetProperty("field").GetString()), Is.EqualTo(new[] { field }));
            Assert.That(deadLetter["BodyLength"], Is.EqualTo(bad.Length));
            Assert.That((await Stack.GetAsync($"flights/{good}")).Status, Is.EqualTo(200));
        });
    }

    [TestCase("{not json", "Malformed", "$")]
    [TestCase(
        """{"eventId":"e","eventType":"FlightDeparted","occurredAt":"2024-05-01T10:00:00Z","origin":"scl","""
        + """ "destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z"}""",
        "Format", "origin")]
    [TestCase(
        """{"eventId":"e","eventType":"FlightDeparted","occurredAt":"2024-05-01T10:00:00Z","origin":"SCL","destination":"LIM"}""",
        "Required", "scheduledDeparture")]
    public async Task The_API_rejects_an_invalid_event_and_publishes_nothing_from_the_request(string bad, string rule, string target)
    {
        var last = Stack.Host.FlightEvents.Partitions.Sum(partition => partition.LastSequenceNumber);

        var (status, problem) = await Stack.PostEventsAsync($"{Good}\n{bad}", "application/x-ndjson");

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(400));
            Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("InvalidEvents"));
            Assert.That(problem.GetProperty("detail").GetString(), Is.EqualTo("1 of 2 events is invalid; nothing was published."));
            var error = problem.GetProperty("errors").EnumerateArray().Single();
            Assert.That(error.GetProperty("index").GetInt32(), Is.EqualTo(1));
            Assert.That(error.GetProperty("rule").GetString(), Is.EqualTo(rule));
            Assert.That(error.GetProperty("target").GetString(), Is.EqualTo(target));
            Assert.That(Stack.Host.FlightEvents.Partitions.Sum(partition => partition.LastSequenceNumber), Is.EqualTo(last));
        });
    }

    [Test]
    public async Task A_body_beyond_the_API_limit_is_rejected()
    {
        var (status, problem) = await Stack.PostEventsAsync(new string(' ', (32 * 1024 * 1024) + 1));

        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((413, "ContentTooLarge")));
    }

    [Test]
    public async Task A_send_beyond_the_event_hub_limit_is_rejected()
    {
        var token = SharedAccessSignature.Create(Hub, "RootManageSharedAccessKey", "SAS_KEY_VALUE", DateTimeOffset.UtcNow.AddMinutes(5));

        var (status, error) = await SendToHubAsync(token.ToString(), new string('x', (1024 * 1024) + 1));

        Assert.That(status, Is.EqualTo(413));
        Assert.That(error, Does.Contain("1048576 bytes"));
    }

    [Test]
    public async Task A_send_without_a_valid_signature_is_rejected()
    {
        var forged = SharedAccessSignature.Create(Hub, "RootManageSharedAccessKey", "another key", DateTimeOffset.UtcNow.AddMinutes(5));
        var expired = SharedAccessSignature.Create(Hub, "RootManageSharedAccessKey", "SAS_KEY_VALUE", DateTimeOffset.UtcNow.AddDays(-1));

        var (withoutStatus, _) = await SendToHubAsync(null, Good);
        var (forgedStatus, forgedError) = await SendToHubAsync(forged.ToString(), Good);
        var (expiredStatus, expiredError) = await SendToHubAsync(expired.ToString(), Good);

        Assert.Multiple(() =>
        {
            Assert.That((withoutStatus, forgedStatus, expiredStatus), Is.EqualTo((401, 401, 401)));
            Assert.That(forgedError, Does.Contain("InvalidSignature"));
            Assert.That(expiredError, Does.Contain("ExpiredToken"));
        });
    }

    [TestCase("flights?origin=S1", "origin", "Format")]
    [TestCase("flights?destination=TOOLONG", "destination", "Format")]
    [TestCase("flights?airline=L", "airline", "Format")]
    [TestCase("flights?limit=0", "limit", "Range")]
    [TestCase("flights?limit=1001", "limit", "Range")]
    [TestCase("flights?from=yesterday", "from", "Format")]
    [TestCase("flights?from=2024-05-02&to=2024-05-01", "to", "Range")]
    [TestCase("flights?limit=1&limit=2", "limit", "Duplicate")]
    [TestCase("flights?colour=red", "colour", "Unknown")]
    public async Task An_invalid_query_parameter_is_named_in_the_error(string path, string target, string rule)
    {
        var (status, problem) = await Stack.GetAsync(path);

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(400));
            Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("InvalidParameter"));
            var error = problem.GetProperty("errors").EnumerateArray().Single();
            Assert.That(error.GetProperty("target").GetString(), Is.EqualTo(target));
            Assert.That(error.GetProperty("rule").GetString(), Is.EqualTo(rule));
        });
    }

    [TestCase("flights/no-such-flight", "FlightNotFound")]
    [TestCase("flights/'%20or%201%20==%201%20or%20'", "FlightNotFound")]
    [TestCase("health/well", "UnknownProbe")]
    public async Task A_missing_resource_is_not_found(string path, string code)
    {
        var (status, problem) = await Stack.GetAsync(path);

        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((404, code)));
    }

    private Uri Hub => new(Stack.Host.EventHubsEndpoint, ResourceNames.EventHub);

    private async Task<(int Status, string Body)> SendToHubAsync(string? authorization, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Hub}/messages")
        {
            Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")),
        };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        var (status, response) = await Stack.SendAsync(request);
        return (status, response.ToString());
    }
}
