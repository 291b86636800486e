using System.Text.Json;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>Tests that simultaneous requests for single flights share queries, and that each request receives its own flight.</summary>
internal sealed class SimultaneousRequestsTests : StackTestBase
{
    private const int Flights = 60;

    private static readonly string[] Ids = [.. Enumerable.Range(0, Flights).Select(i => $"together-{i:00}")];

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        await Stack.SendAsync(Ids.Select((id, i) =>
            new FlightFacts(id, "SCL", "LIM", "2024-05-01T08:00:00Z") { DelayMinutes = i }.ToEvent()));
        await Stack.SendAsync(
            """
            {"eventId":"codeshare","eventType":"FlightScheduled","occurredAt":"2024-05-01T10:00:00Z","flightId":"together-07",
            "airline":"AA","flightNumber":"8001","operatingAirline":"G3","operatingFlightNumber":"743","origin":"SCL","destination":"LIM",
            "scheduledDeparture":"2024-05-01T08:00:00Z"}
            """.ReplaceLineEndings(""));
        await Stack.IngestedAsync();
    }

    [Test]
    public async Task Each_request_receives_its_own_flight()
    {
        var alone = new Dictionary<string, string>();
        foreach (var id in Ids)
            alone[id] = await FlightAsync(id);
        Assert.That(alone["together-07"], Does.Contain("AA8001").And.Contain("\"delayMinutes\":7"));
        Assert.That(alone["together-08"], Does.Not.Contain("codeshares").And.Contain("\"delayMinutes\":8"));

        // One id does not exist, and the other id would end the array of ids if it were part of the query's text.
        string[] unknown = ["missing", "together-00\"]) | take 1 //"];
        var together = await Task.WhenAll(Ids.Concat(unknown).Select(FlightAsync));

        Assert.That(together, Is.EqualTo(Ids.Select(id => alone[id]).Concat(unknown.Select(_ => "404"))));
    }

    private async Task<string> FlightAsync(string id)
    {
        using var response = await Stack.RequestAsync(
            HttpMethod.Get, $"flights/{Uri.EscapeDataString(id)}", ("Cache-Control", "no-cache"));
        if (!response.IsSuccessStatusCode)
            return $"{(int)response.StatusCode}";
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return $"{response.Headers.ETag} {body.GetRawText()}";
    }
}
