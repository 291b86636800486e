using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Http;
using LatamFunctions.Publishing;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests the events that PUT and PATCH create from request bodies.</summary>
public class FlightCorrectionTests
{
    private const string Route = "\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"";

    private static readonly FlightState State = new("\"etag\"", default);

    [Test]
    public void PUT_clears_every_property_that_its_body_omits()
    {
        var correction = Replace($"{{{Route},\"delayMinutes\":25,\"aircraft\":null,\"gate\":\"12B\"}}");

        Assert.Multiple(() =>
        {
            Assert.That((int?)correction["delayMinutes"], Is.EqualTo(25));
            Assert.That((string?)correction["gate"], Is.EqualTo("12B"));
            Assert.That(Cleared(correction), Is.EquivalentTo(ClearedProperties.KnownNames.Except(["delayMinutes", "extra"])));
            Assert.That(correction.ContainsKey("aircraft"), Is.False);
        });
    }

    [Test]
    public void PUT_without_extra_clears_the_other_properties() => Assert.That(Cleared(Replace($"{{{Route}}}")), Does.Contain("extra"));

    [Test]
    public void A_GET_response_is_a_valid_PUT_body()
    {
        var correction = Replace(
            $"{{\"flightId\":\"F\",{Route},\"eventId\":\"e\",\"eventType\":\"FlightDeparted\","
            + "\"occurredAt\":\"2024-05-01T10:00:00Z\",\"extra\":{\"gate\":\"12B\"}}");

        Assert.That(
            correction.Select(property => property.Key),
            Is.EquivalentTo(["origin", "destination", "scheduledDeparture", "gate", "clearedProperties"]));
    }

    [Test]
    public void A_property_takes_precedence_over_a_member_of_extra() =>
        Assert.That((string?)Replace($"{{{Route},\"extra\":{{\"gate\":\"old\"}},\"gate\":\"new\"}}")["gate"], Is.EqualTo("new"));

    [TestCase(46, false)]
    [TestCase(45, true)]
    public void PUT_sets_no_delay_that_can_be_derived_from_its_times(int minutes, bool isStated)
    {
        var correction = Replace(
            $"{{{Route},\"actualDeparture\":\"2024-05-01T11:06:30Z\",\"delayMinutes\":{minutes},\"departureDelayMinutes\":{minutes}}}");

        Assert.That((correction.ContainsKey("delayMinutes"), correction.ContainsKey("departureDelayMinutes")),
            Is.EqualTo((isStated, isStated)));
        Assert.That(Cleared(correction).Contains("delayMinutes"), Is.EqualTo(!isStated));
    }

    /// <summary>The state has a delay of 46 minutes, and the body contains a later departure.</summary>
    [TestCase("delayMinutes departureDelayMinutes", false)]
    [TestCase("", true)]
    public void PUT_sets_no_delay_that_GET_derived(string derived, bool isStated)
    {
        var correction = Replace(
            $"{{{Route},\"actualDeparture\":\"2024-05-01T11:20:00Z\",\"delayMinutes\":46,\"departureDelayMinutes\":46}}",
            State with { DelayMinutes = 46, DepartureDelayMinutes = 46, Derived = derived.Split(' ') });

        Assert.That((correction.ContainsKey("delayMinutes"), correction.ContainsKey("departureDelayMinutes")),
            Is.EqualTo((isStated, isStated)));
    }

    [Test]
    public void PUT_sets_an_arrival_delay_at_an_airport_for_which_none_is_derived() => Assert.That(
        (int?)Replace(
            $$"""
            {{{Route}},"arrivalAirport":"AQP","scheduledArrival":"2024-05-01T14:00:00Z","actualArrival":"2024-05-01T15:30:00Z",
             "arrivalDelayMinutes":90}
            """)["arrivalDelayMinutes"],
        Is.EqualTo(90));

    /// <summary>Only the actual arrival airport is known, and GET also returns this airport as the destination.</summary>
    [TestCase("destination", false)]
    [TestCase("", true)]
    public void PUT_sets_no_destination_that_GET_derived(string derived, bool isStated)
    {
        var correction = Replace(
            $"{{{Route},\"arrivalAirport\":\"LIM\"}}",
            State with { Destination = "LIM", ArrivalAirport = "LIM", Derived = derived.Split(' ') });

        Assert.That(correction.ContainsKey("destination"), Is.EqualTo(isStated));
    }

    [Test]
    public void PUT_sets_the_destination_when_it_reverts_a_diversion() => Assert.That(
        (string?)Replace(
            $"{{{Route}}}",
            State with { Destination = "LIM", ArrivalAirport = "LIM", IsDiverted = true, Derived = ["destination"] })["destination"],
        Is.EqualTo("LIM"));

    /// <summary>Clearing the arrival airport reverts a diversion, so a body from a GET response must not clear it.</summary>
    [TestCase(true, "", false)]
    [TestCase(true, "AQP", true)]
    [TestCase(false, "", true)]
    public void PUT_clears_the_arrival_airport_except_after_a_diversion_to_an_unknown_airport(
        bool isDiverted, string arrivalAirport, bool isCleared)
    {
        var correction = Replace($"{{{Route}}}", State with { IsDiverted = isDiverted, ArrivalAirport = arrivalAirport });

        Assert.That(Cleared(correction).Contains("arrivalAirport"), Is.EqualTo(isCleared));
    }

    [Test]
    public void An_empty_string_counts_as_absent() => Assert.Multiple(() =>
    {
        Assert.That(Cleared(Merge(State, """{"aircraft":"","gate":""}""")), Is.EqualTo(["aircraft"]), "extra can contain empty strings");
        Assert.That(Cleared(Replace($"{{{Route},\"status\":\"\"}}")), Has.Member("status"));
    });

    [TestCase("""{"flightNumber":"LA805"}""", "LA")]
    [TestCase("""{"flightNumber":"LA805","airline":"LAN"}""", "LAN")]
    [TestCase("""{"aircraft":"A320"}""", null)]
    public void A_flight_number_without_an_airline_gets_the_airline_of_the_flight(string patch, string? airline) =>
        Assert.That((string?)Merge(State with { Airline = "LA" }, patch)["airline"], Is.EqualTo(airline));

    [Test]
    public void PATCH_retains_members_of_extra_named_like_event_attributes() => Assert.That(
        Merge(State with { Extra = Parse("""{"source":"radar","specversion":"2"}""") }, """{"gate":"B7"}""")
            .Select(property => property.Key),
        Is.EquivalentTo(["source", "specversion", "gate"]));

    [Test]
    public void PATCH_sets_only_the_properties_in_its_body() =>
        Assert.That(Merge(State, "{\"delayMinutes\":5}").ToJsonString(), Is.EqualTo("{\"delayMinutes\":5}"));

    [Test]
    public void PATCH_clears_properties_that_are_null_in_its_body() =>
        Assert.That(Merge(State, "{\"delayMinutes\":null,\"aircraft\":null}").ToJsonString(),
            Is.EqualTo("{\"clearedProperties\":[\"delayMinutes\",\"aircraft\"]}"));

    [TestCase("""{"gate":"B7"}""", """{"gate":"B7","terminal":"2","crew":{"size":6}}""")]
    [TestCase("""{"extra":{"gate":"B7"}}""", """{"gate":"B7","terminal":"2","crew":{"size":6}}""")]
    [TestCase("""{"crew":{"size":null,"lead":"P"}}""", """{"gate":"A1","terminal":"2","crew":{"lead":"P"}}""")]
    [TestCase("""{"extra":{"gate":null},"terminal":null}""", """{"crew":{"size":6}}""")]
    [TestCase("""{"gate":null,"terminal":null,"crew":null}""", """{"clearedProperties":["extra"]}""")]
    [TestCase("""{"extra":null}""", """{"clearedProperties":["extra"]}""")]
    [TestCase("""{"extra":null,"gate":"B7"}""", """{"gate":"B7"}""")]
    public void PATCH_merges_properties_without_a_column(string patch, string expected)
    {
        var correction = Merge(State with { Extra = Parse("""{"gate":"A1","terminal":"2","crew":{"size":6}}""") }, patch);

        Assert.That(JsonNode.DeepEquals(correction, Parse(expected)), Is.True, correction.ToJsonString());
    }

    [TestCase("""{"origin":null}""", "origin", "Required")]
    [TestCase("""{"airline":null}""", "airline", "Required")]
    [TestCase("""{"extra":"x"}""", "extra", "Type")]
    [TestCase("""{"extra":{"eventId":"e"}}""", "extra.eventId", "Unknown")]
    [TestCase("""{"extra":{"clearedProperties":["status"]}}""", "extra.clearedProperties", "Unknown")]
    [TestCase("""{"origin":""}""", "origin", "Required")]
    [TestCase("""{"clearedProperties":["status"]}""", "clearedProperties", "Unknown")]
    [TestCase("""{"specversion":"1.0","gate":"B7"}""", "specversion", "Unknown")]
    [TestCase("""{}""", "$", "Required")]
    [TestCase("""{"eventId":"e"}""", "$", "Required")]
    public void An_invalid_PATCH_is_rejected_with_the_property_name(string patch, string target, string rule)
    {
        var errors = new List<ApiError>();
        FlightCorrection.Merge(State, Parse(patch), errors);

        Assert.That((errors.Single().Target, errors.Single().Rule), Is.EqualTo((target, rule)));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Replace(string body, FlightState? current = null)
    {
        var errors = new List<ApiError>();
        var correction = FlightCorrection.Replace(Parse(body), current, errors);
        Assert.That(errors, Is.Empty);
        return correction;
    }

    private static JsonObject Merge(FlightState current, string patch)
    {
        var errors = new List<ApiError>();
        var correction = FlightCorrection.Merge(current, Parse(patch), errors);
        Assert.That(errors, Is.Empty);
        return correction;
    }

    private static IEnumerable<string> Cleared(JsonObject correction) =>
        correction["clearedProperties"]!.AsArray().Select(name => (string)name!);
}
