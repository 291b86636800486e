using System.Text.Json;
using System.Text.Json.Nodes;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>Tests that changes by PUT and DELETE appear in later responses, and that late events do not replace the changes.</summary>
internal sealed class FlightChangeTests : StackTestBase
{
    [Test]
    public async Task Corrections_and_cancellations_appear_in_later_responses_and_late_events_do_not_appear()
    {
        var id = $"change-{Guid.NewGuid()}";
        await Stack.PostEventsAsync(Events.Flight($"{id}-1", "SCL", "LIM", flightId: id));
        await Stack.IngestedAsync();

        var (put, accepted) = await Stack.SendAsync(
            HttpMethod.Put,
            $"flights/{id}",
            """
            {"origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T09:45:00Z","delayMinutes":25,"status":"delayed",
            "gate":"12B"}
            """.ReplaceLineEndings(""));
        await Stack.IngestedAsync();
        var (_, corrected) = await Stack.GetAsync($"flights/{id}");

        await Stack.SendAsync(Events.Flight($"{id}-late", "SCL", "LIM", flightId: id, occurredAt: "2024-05-01T11:00:00Z"));
        await Stack.IngestedAsync();
        var (_, afterLate) = await Stack.GetAsync($"flights/{id}");

        var (delete, _) = await Stack.SendAsync(HttpMethod.Delete, $"flights/{id}", "");
        await Stack.IngestedAsync();
        var (status, cancelled) = await Stack.GetAsync($"flights/{id}");

        Assert.Multiple(async () =>
        {
            Assert.That((put, delete, status), Is.EqualTo((202, 202, 200)));
            Assert.That(corrected.GetProperty("eventType").GetString(), Is.EqualTo("FlightCorrected"));
            Assert.That(corrected.GetProperty("delayMinutes").GetInt32(), Is.EqualTo(25));
            Assert.That(
                corrected.GetProperty("eventId").GetString(),
                Is.EqualTo(accepted.GetProperty("value")[0].GetProperty("eventId").GetString()));
            Assert.That(WithoutUpdatedAt(afterLate), Is.EqualTo(WithoutUpdatedAt(corrected)));
            Assert.That(cancelled.GetProperty("eventType").GetString(), Is.EqualTo("FlightCancelled"));
            Assert.That(cancelled.GetProperty("status").GetString(), Is.EqualTo("Cancelled"));
            Assert.That(cancelled.GetProperty("delayMinutes").GetInt32(), Is.EqualTo(25));
            Assert.That(cancelled.GetProperty("extra").GetProperty("gate").GetString(), Is.EqualTo("12B"));
            Assert.That(await Stack.CountAsync($"FlightHistory('{id}') | count"), Is.EqualTo(4));
        });
    }

    [Test]
    public async Task Among_events_with_the_same_time_the_event_with_the_highest_number_in_its_id_takes_precedence()
    {
        var id = $"tie-{Guid.NewGuid()}";
        for (var i = 0; i < 5; i++)
            await Stack.PostEventsAsync(Events.Flight($"{id}-{i}", "SCL", "LIM", flightId: id));
        await Stack.IngestedAsync();

        var (_, flight) = await Stack.GetAsync($"flights/{id}");

        Assert.That(flight.GetProperty("eventId").GetString(), Is.EqualTo($"{id}-4"));
    }

    [Test]
    public async Task The_same_event_published_twice_counts_once()
    {
        var id = $"twice-{Guid.NewGuid()}";
        await Stack.PostEventsAsync(Events.Flight(id, "SCL", "LIM"));
        await Stack.PostEventsAsync(Events.Flight(id, "SCL", "LIM"));
        await Stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.CountAsync($"FlightEvents | where EventId == '{id}' | count"), Is.EqualTo(2));
            Assert.That(await Stack.CountAsync($"FlightEventsDistinct() | where EventId == '{id}' | count"), Is.EqualTo(1));
            Assert.That(await Stack.CountAsync($"Flights | where FlightId == '{id}' | count"), Is.EqualTo(1));
        });
    }

    /// <summary>Returns the state of a flight without the time at which its latest event was stored.</summary>
    private static string WithoutUpdatedAt(JsonElement flight)
    {
        var state = JsonNode.Parse(flight.GetRawText())!.AsObject();
        state.Remove("updatedAt");
        return state.ToJsonString();
    }
}
