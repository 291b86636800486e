using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests changes whose body identifies a different flight than the address.</summary>
public class FlightMismatchTests : FlightChangeTestBase
{
    [TestCase("{\"origin\":\"GRU\"}", "origin")]
    [TestCase("{\"scheduledDeparture\":\"2024-05-03T10:20:00Z\"}", "scheduledDeparture")]
    [TestCase("{\"scheduledDeparture\":\"2024-05-02T10:20:00Z\"}", "scheduledDeparture")]
    [TestCase("{\"scheduledDeparture\":\"2024-05-02T10:19:00Z\"}", null)]
    [TestCase("{\"operatingDate\":\"2030-01-01\"}", "operatingDate")]
    [TestCase("{\"flightNumber\":\"806\"}", "flightNumber")]
    [TestCase("{\"flightNumber\":\"LA0805\"}", null)]
    [TestCase("{\"flightId\":\"F-2\",\"delayMinutes\":1}", "flightId")]
    public async Task A_change_for_a_different_flight_is_rejected(string patch, string? property)
    {
        Flight = () => FlightOf(Nine, ("Airline", "LA"), ("FlightNumber", "805"), ("OperatingDate", "2024-05-01"));

        var exchange = await PatchAsync("F-1", patch);

        var target = (string?)exchange.Json["errors"]?.AsArray().Single()!["target"];
        Assert.That((exchange.Status, target), Is.EqualTo((property is null ? 202 : 400, property)), exchange.Text);
        Assert.That(Hub.Sends, Has.Count.EqualTo(property is null ? 1 : 0));
    }

    /// <summary>Clocks in Santiago are set forward on 8 September 2024, so the next day's flight departs 23 hours later.</summary>
    [Test]
    public async Task The_flight_of_the_next_day_is_a_different_flight_even_across_a_clock_change()
    {
        Flight = () => FlightOf(Nine, ("ScheduledDeparture", new DateTime(2024, 9, 7, 16, 0, 0, DateTimeKind.Utc)));

        var exchange = await PatchAsync("F-1", "{\"scheduledDeparture\":\"2024-09-08T15:00:00Z\"}");

        Assert.That((exchange.Status, (string?)exchange.Json["errors"]?[0]!["target"]), Is.EqualTo((400, "scheduledDeparture")));
    }

    [TestCase("LA805-20240501-SCL", "", "")]
    [TestCase("LA805-20240501-SCL", ",\"airline\":\"LAN\",\"flightNumber\":\"0805\"", "")]
    [TestCase("LA805-20240501-SCL", ",\"airline\":\"AA\",\"flightNumber\":\"1\"", "airline,flightNumber")]
    [TestCase("LA805-20240501-SCL", ",\"operatingDate\":\"2024-05-02\"", "operatingDate")]
    [TestCase("LA805-20240502-SCL", "", "scheduledDeparture")]
    [TestCase("LA805-20240430-SCL", "", "scheduledDeparture")]
    [TestCase("LA805-20240430-SCL", ",\"operatingDate\":\"2024-04-30\"", "")]
    [TestCase("LA805-20240501-GRU", "", "origin")]
    [TestCase("ours-1", ",\"airline\":\"AA\",\"flightNumber\":\"1\"", "")]
    public async Task A_new_flight_must_match_its_id(string flightId, string more, string properties)
    {
        var exchange = await PutAsync(flightId, $"{State[..^1]}{more}}}");

        var targets = string.Join(',', exchange.Json["errors"]?.AsArray().Select(error => (string?)error!["target"]) ?? []);
        Assert.That((exchange.Status, targets), Is.EqualTo((properties.Length == 0 ? 202 : 400, properties)), exchange.Text);
    }

    [Test]
    public async Task A_new_flight_has_the_normalized_parts_of_its_id()
    {
        await PutAsync("la0805-20240501-SCEL", State);

        var row = ReadResult.From(Hub.Bodies.Single()).Row;
        Assert.That(
            ((string?)row["FlightId"], (string?)row["Airline"], (string?)row["FlightNumber"], (string?)row["OperatingDate"]),
            Is.EqualTo(("LA805-20240501-SCL", "LA", "805", "2024-05-01")));
    }

    [TestCase("LA0805-20240501-SCEL", 202)]
    [TestCase("LA805-20240501-SCL", 202)]
    [TestCase("LA806-20240501-SCL", 400)]
    public async Task The_body_can_use_an_equivalent_form_of_the_flight_id(string flightId, int status) =>
        Assert.That((await PutAsync("LAN805-20240501-SCL", $"{State[..^1]},\"flightId\":\"{flightId}\"}}")).Status, Is.EqualTo(status));

    /// <summary>Earlier releases stored codes as they were published.</summary>
    [Test]
    public async Task A_stored_flight_with_alternative_codes_can_be_changed()
    {
        Flight = () => FlightOf(Nine, ("Airline", "LAN"), ("FlightNumber", "0045"), ("Origin", "SCEL"), ("Destination", "KMIA"));

        var exchange = await PutAsync(
            "F-1",
            """
            {"airline":"LAN","flightNumber":"0045","origin":"SCEL","destination":"KMIA","scheduledDeparture":"2024-05-01T10:20:00Z"}
            """);

        Assert.That(exchange.Status, Is.EqualTo(202), exchange.Text);
    }
}
