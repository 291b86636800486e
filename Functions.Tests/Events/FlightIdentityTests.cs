using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests that the identity of a flight is derived from a single event, regardless of the publisher's spelling.</summary>
public class FlightIdentityTests
{
    [TestCase("LA", "805", "LA805")]
    [TestCase("LA", "0805", "LA805")]
    [TestCase("LA", "LA805", "LA805")]
    [TestCase("LA", "LAN0805", "LA805")]
    [TestCase("LAN", "805", "LA805")]
    [TestCase("LAN", "LA805", "LA805")]
    [TestCase("LA", "805A", "LA805A")]
    [TestCase("LA", "0805a", "LA805A")]
    [TestCase("LA", "0000", "LA0")]
    [TestCase("4C", "4C45", "4C45")]
    [TestCase("ARE", "4C45", "4C45")]
    [TestCase("4C", "45", "4C45")]
    [TestCase("9P", "9P", "9P9P", Description = "9 with the suffix P, not an airline without a number")]
    [TestCase("ZZ", "AA45", "ZZAA45", Description = "another airline's code is not repeated")]
    [TestCase("QQQ", "QQQ7", "QQQ7", Description = "an airline that is not in the table")]
    public void Airline_and_number_are_normalized(string airline, string number, string expected)
    {
        var row = Row(("airline", airline), ("flightNumber", number));

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["FlightId"], Is.EqualTo($"{expected}-20240501-SCL"));
            Assert.That((string?)row["Airline"] + (string?)row["FlightNumber"], Is.EqualTo(expected));
        });
    }

    [Test]
    public void The_number_of_the_marketing_carrier_is_normalized_with_its_own_code()
    {
        var row = Row(("airline", "AA"), ("flightNumber", "AA8001"), ("operatingAirline", "LA"));

        Assert.That(((string?)row["FlightId"], (string?)row["MarketingFlight"]), Is.EqualTo(("LA8001-20240501-SCL", "AA8001")));
    }

    /// <summary>Rescheduling across midnight does not change the operating date in the flight id.</summary>
    [TestCase("LA805-20240430-SCL", "2024-04-30")]
    [TestCase("F-1", "2024-05-01")]
    public void A_flightId_in_the_derived_form_contains_the_operating_date(string flightId, string expected) =>
        Assert.That((string?)Row(("flightId", flightId))["OperatingDate"], Is.EqualTo(expected));

    [TestCase("SCL", "SCL", TestName = "IATA code")]
    [TestCase("SCEL", "SCL", TestName = "ICAO code")]
    [TestCase("QQQQ", "QQQQ", TestName = "Unknown ICAO code")]
    [TestCase("QQX", "QQX", TestName = "Unknown IATA code")]
    public void Airports_are_identified_by_their_IATA_code(string origin, string expected)
    {
        var row = Row(("origin", origin), ("destination", origin));

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["FlightId"], Is.EqualTo($"LA805-20240501-{expected}"));
            Assert.That((string?)row["Origin"], Is.EqualTo(expected));
            Assert.That((string?)row["Destination"], Is.EqualTo(expected));
        });
    }

    [TestCase("SCL", "2024-05-01T03:59:00Z", "2024-04-30", Description = "winter in Chile: UTC-4")]
    [TestCase("SCL", "2024-05-01T04:00:00Z", "2024-05-01")]
    [TestCase("SCL", "2024-12-01T02:59:00Z", "2024-11-30", Description = "summer in Chile: UTC-3")]
    [TestCase("SCEL", "2024-12-01T03:00:00Z", "2024-12-01")]
    [TestCase("SYD", "2024-05-01T14:00:00Z", "2024-05-02")]
    [TestCase("SCL", "2024-05-01T10:00:00+14:00", "2024-04-30", Description = "the offset as written does not matter")]
    [TestCase("QQX", "2024-04-30T23:30:00-04:00", "2024-04-30", Description = "unknown airport: the date as written")]
    [TestCase("QQX", "2024-05-01T03:30:00Z", "2024-05-01")]
    [TestCase("QQX", "2024-04-\\u00330T23:30:00-04:00", "2024-04-30", Description = "unknown airport: an escaped date")]
    public void The_operating_date_is_in_the_local_time_of_the_origin(string origin, string scheduledDeparture, string expected)
    {
        var row = ReadResult.From(SampleEvents.Departed
            .Replace("\"SCL\"", $"\"{origin}\"", StringComparison.Ordinal)
            .Replace("2024-05-01T10:20:00Z", scheduledDeparture, StringComparison.Ordinal)).Row;

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["OperatingDate"], Is.EqualTo(expected));
            Assert.That((string?)row["FlightId"], Does.Contain($"-{expected.Replace("-", "", StringComparison.Ordinal)}-"));
        });
    }

    [Test]
    public void An_explicit_operating_date_takes_precedence_over_the_derived_date() =>
        Assert.That((string?)Row(("operatingDate", "2024-04-30"))["FlightId"], Is.EqualTo("LA805-20240430-SCL"));

    [TestCase("2024-4-30")]
    [TestCase("2024-02-30")]
    [TestCase("2024-04-30T00:00:00Z")]
    [TestCase("1949-12-31")]
    [TestCase("2100-01-01")]
    public void The_operating_date_must_be_a_date(string text)
    {
        var error = ReadResult.From(Event(("operatingDate", text))).Error;

        Assert.That(
            error,
            Is.EqualTo(new ValidationError(
                "operatingDate", EventRule.Format, "must be a date between the years 1950 and 2100, such as 2024-05-01", text)));
    }

    /// <summary>Without an origin, only the UTC date could be derived, which could overwrite the flight's correct date.</summary>
    [Test]
    public void A_cancellation_without_an_origin_has_no_operating_date()
    {
        var row = Row(("eventType", "FlightCancelled"), ("flightId", "ours-1"), ("origin", null), ("destination", null));

        Assert.That((string?)row["OperatingDate"], Is.Null);
        Assert.That((string?)row["ScheduledDeparture"], Is.Not.Null);
    }

    [Test]
    public void An_explicit_flightId_takes_precedence_over_the_derived_id()
    {
        var row = Row(("flightId", "ours-1"), ("operatingDate", "2024-04-30"));

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["FlightId"], Is.EqualTo("ours-1"));
            Assert.That((string?)row["OperatingDate"], Is.EqualTo("2024-04-30"));
        });
    }

    [TestCase("FlightDeparted", "LIM", null, "LIM", null)]
    [TestCase("FlightDeparted", "LIM", "SPQU", "LIM", "AQP")]
    [TestCase("FlightDiverted", "AQP", null, null, "AQP")]
    [TestCase("FlightArrived", "SPQU", null, null, "AQP")]
    [TestCase("FlightArrived", "LIM", "AQP", "LIM", "AQP")]
    [TestCase("FlightArrived", null, "AQP", null, "AQP")]
    public void A_diversion_or_arrival_has_the_arrival_airport(
        string type, string? destination, string? arrivalAirport, string? expected, string? expectedArrival)
    {
        var row = Row(("eventType", type), ("destination", destination), ("arrivalAirport", arrivalAirport));

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["Destination"], Is.EqualTo(expected));
            Assert.That((string?)row["ArrivalAirport"], Is.EqualTo(expectedArrival));
            Assert.That((string?)row["FlightId"], Is.EqualTo("LA805-20240501-SCL"));
        });
    }

    [TestCase("FlightDeparted", "AQP")]
    [TestCase("FlightArrived", null)]
    public void Only_an_arrival_with_its_airport_can_omit_the_destination(string type, string? arrivalAirport) =>
        Assert.That(
            ReadResult.From(Event(("eventType", type), ("destination", null), ("arrivalAirport", arrivalAirport))).Error,
            Is.EqualTo(new ValidationError("destination", EventRule.Required, "is required")));

    [TestCase("LA", "805", "LA805", null, Description = "the operating carrier's own designator")]
    [TestCase("LAN", "LA0805", "LA805", null, Description = "the operating carrier's own designator, in another form")]
    [TestCase("DAL", "6501", "LA805", "DL6501")]
    [TestCase("DL", "6501a", "LA805", "DL6501A")]
    [TestCase(null, null, "LA805", null)]
    public void A_codeshare_is_identified_as_the_operating_flight(
        string? airline, string? number, string expected, string? expectedMarketing)
    {
        var row = Row(
            ("airline", airline), ("flightNumber", number), ("operatingAirline", "LAN"), ("operatingFlightNumber", "0805"));

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["FlightId"], Is.EqualTo($"{expected}-20240501-SCL"));
            Assert.That((string?)row["Airline"], Is.EqualTo("LA"));
            Assert.That((string?)row["FlightNumber"], Is.EqualTo("805"));
            Assert.That((string?)row["MarketingFlight"], Is.EqualTo(expectedMarketing));
        });
    }

    [TestCase("MQ", null, "MQ805", "LA805", Description = "operated under the same number")]
    [TestCase(null, "12", "LA12", "LA805", Description = "operated by the same airline")]
    public void A_missing_operating_airline_or_number_is_taken_from_the_codeshare(
        string? airline, string? number, string expected, string expectedMarketing)
    {
        var row = Row(("operatingAirline", airline), ("operatingFlightNumber", number));

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["FlightId"], Is.EqualTo($"{expected}-20240501-SCL"));
            Assert.That((string?)row["MarketingFlight"], Is.EqualTo(expectedMarketing));
        });
    }

    [Test]
    public void Both_delays_have_their_columns()
    {
        var row = ReadResult.From(SampleEvents.Minimal[..^1] + ",\"departureDelayMinutes\":-3,\"arrivalDelayMinutes\":12.0}").Row;

        Assert.Multiple(() =>
        {
            Assert.That((int?)row["DepartureDelayMinutes"], Is.EqualTo(-3));
            Assert.That((int?)row["ArrivalDelayMinutes"], Is.EqualTo(12));
        });
    }

    private static JsonObject Row(params (string Property, string? Value)[] changes) => ReadResult.From(Event(changes)).Row;

    /// <summary>Returns the sample event of LA805 with changed properties. The value <c>null</c> removes a property.</summary>
    private static string Event(params (string Property, string? Value)[] changes)
    {
        var json = JsonNode.Parse(SampleEvents.Departed)!.AsObject();
        foreach (var (property, value) in changes)
        {
            json.Remove(property);
            if (value is not null)
                json.Add(property, value);
        }

        return json.ToJsonString();
    }
}
