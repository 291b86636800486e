using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LatamFunctions.Import.Tests;

/// <summary>Tests the maps with small generated files in the format of each map.</summary>
internal sealed class MapTests : ImportTestBase
{
    [Test]
    public async Task BTS_times_are_in_the_local_time_of_the_airport()
    {
        var (events, rejects) = await ImportAsync("bts.csv", "bts");

        Assert.Multiple(() =>
        {
            // Daylight saving time starts on this night. 22:30 PST is 06:30 UTC.
            Assert.That(events[0].ToJsonString(), Is.EqualTo(OneLine(
                """
                {"eventId":"bts-20240309-ZZ-0045-LAX-JFK","eventType":"FlightArrived",
                "occurredAt":"2024-03-10T12:00:00Z","airline":"ZZ","flightNumber":"0045","origin":"LAX",
                "destination":"JFK","operatingDate":"2024-03-09","scheduledDeparture":"2024-03-10T06:30:00Z",
                "scheduledArrival":"2024-03-10T11:55:00Z","actualDeparture":"2024-03-10T06:45:00Z",
                "actualArrival":"2024-03-10T12:00:00Z","departureDelayMinutes":15,"arrivalDelayMinutes":5,
                "arrivalAirport":"JFK","distanceKm":3983.1,"aircraft":"N1ZZ","source":"/import/bts"}
                """)));
            Assert.That((Text(events[1], "eventType"), Text(events[1], "status"), Text(events[1], "cancellationCode")),
                Is.EqualTo(("FlightCancelled", "Cancelled", "B")));
            Assert.That((Text(events[2], "eventType"), Text(events[2], "destination"), Text(events[2], "arrivalAirport")),
                Is.EqualTo(("FlightDiverted", "SFO", "SJC")));
            Assert.That(Text(events[3], "scheduledDeparture"), Is.EqualTo("2024-03-11T07:00:00Z"), "2400 is the end of the day");
            Assert.That(rejects.Select(reject => (int)reject["record"]!), Is.EqualTo(new[] { 4, 5 }));
            Assert.That(Detail(rejects[0]), Does.Contain("CRSDepTime").And.Contains("2575"));
            Assert.That(Detail(rejects[1]), Is.EqualTo("the time zone of the origin is unknown: QQQ"));
        });
    }

    [Test]
    public async Task Alternative_BTS_column_names_are_recognized()
    {
        var (events, _) = await ImportAsync("bts-short-names.csv", "bts");

        Assert.That(
            (Text(events[0], "eventType"), Text(events[0], "flightNumber"), Text(events[0], "scheduledDeparture"),
                Text(events[0], "actualDeparture")),
            Is.EqualTo(("FlightDeparted", "51", "2024-01-15T15:00:00Z", "2024-01-15T14:56:00Z")));
    }

    [Test]
    public async Task SCL_2017_times_are_in_the_local_time_of_Santiago()
    {
        var (events, rejects) = await ImportAsync("scl2017.csv", "scl2017");

        Assert.Multiple(() =>
        {
            Assert.That(events[0].ToJsonString(), Is.EqualTo(OneLine(
                """
                {"eventId":"scl2017-201701012330-AAL-226-KMIA","eventType":"FlightDeparted",
                "occurredAt":"2017-01-02T02:33:00Z","airline":"AAL","flightNumber":"226","origin":"SCEL",
                "destination":"KMIA","operatingDate":"2017-01-01","scheduledDeparture":"2017-01-02T02:30:00Z",
                "actualDeparture":"2017-01-02T02:33:00Z","departureDelayMinutes":3,"tipoVuelo":"I",
                "opera":"American Airlines","siglaDes":"Miami","source":"/import/scl2017"}
                """)));
            Assert.That((Text(events[1], "flightNumber"), Text(events[1], "scheduledDeparture")),
                Is.EqualTo(("40", "2017-06-05T12:00:00Z")), "winter");
            Assert.That(Detail(rejects.Single()), Is.EqualTo("no scheduled departure: Fecha-I is missing or not a time: none"));
        });
    }

    [Test]
    public async Task OpenSky_flights_require_a_schedule()
    {
        var (events, rejects) = await ImportAsync("opensky.json", "opensky");

        Assert.Multiple(() =>
        {
            Assert.That(events.Single().ToJsonString(), Is.EqualTo(OneLine(
                """
                {"eventId":"opensky-e8027c-1717236000","eventType":"FlightArrived","occurredAt":"2024-06-01T13:50:00Z",
                "airline":"ZZZ","flightNumber":"2366","origin":"SCEL","destination":"SPJC","arrivalAirport":"SPJC",
                "scheduledDeparture":"2024-06-01T10:00:00Z","actualDeparture":"2024-06-01T10:00:00Z",
                "actualArrival":"2024-06-01T13:50:00Z","callsign":"ZZZ2366","icao24":"e8027c",
                "source":"/import/opensky"}
                """)));
            Assert.That(Detail(rejects.Single()), Does.StartWith("no scheduled departure: OpenSky knows when a flight was seen"));
        });
    }

    [Test]
    public async Task Each_AIDX_leg_is_a_record()
    {
        var (events, rejects) = await ImportAsync("aidx.xml", "aidx");

        Assert.Multiple(() =>
        {
            Assert.That(WithoutFingerprint(events[0]), Is.EqualTo(OneLine(
                """
                {"eventId":"aidx-2024-05-01-ZZ-805-SCL-FINGERPRINT","eventType":"FlightDeparted",
                "occurredAt":"2024-05-01T10:33:00Z","airline":"ZZ","flightNumber":"805","origin":"SCL",
                "destination":"LIM","operatingDate":"2024-05-01","scheduledDeparture":"2024-05-01T10:20:00Z",
                "scheduledArrival":"2024-05-01T14:10:00Z","estimatedDeparture":"2024-05-01T10:31:00Z",
                "actualDeparture":"2024-05-01T10:33:00Z","aircraft":"CC-ZZZ","serviceType":"J","source":"/import/aidx"}
                """)));
            Assert.That((Text(events[1], "eventType"), Text(events[1], "occurredAt")),
                Is.EqualTo(("FlightCancelled", "2024-05-01T12:00:00Z")));
            Assert.That(Detail(rejects.Single()),
                Is.EqualTo("no scheduled departure: the leg has no OperationTime with qualifier OFB and type SCT"));
        });
    }

    [Test]
    public async Task AeroAPI_pages_contain_flights()
    {
        var (events, rejects) = await ImportAsync("aeroapi.json", "aeroapi");

        Assert.Multiple(() =>
        {
            Assert.That(WithoutFingerprint(events[0]), Is.EqualTo(OneLine(
                """
                {"eventId":"ZZZ805-1714300000-airline-0001-FINGERPRINT","eventType":"FlightArrived",
                "occurredAt":"2024-05-01T14:08:00Z","airline":"ZZ","flightNumber":"805","origin":"SCL",
                "destination":"LIM","arrivalAirport":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z",
                "scheduledArrival":"2024-05-01T14:10:00Z","estimatedDeparture":"2024-05-01T10:33:00Z",
                "estimatedArrival":"2024-05-01T14:08:00Z","actualDeparture":"2024-05-01T10:33:00Z",
                "actualArrival":"2024-05-01T14:08:00Z","departureDelayMinutes":13,"arrivalDelayMinutes":-2,
                "status":"Arrived / Gate Arrival","distanceKm":2463.9,"aircraft":"CC-ZZZ","ident":"ZZZ805",
                "source":"/import/aeroapi"}
                """)));
            Assert.That((Text(events[1], "eventType"), Text(events[1], "status")), Is.EqualTo(("FlightCancelled", "Cancelled")));
            Assert.That(rejects, Is.Empty);
        });
    }

    [Test]
    public async Task A_diverted_BTS_flight_that_reached_its_destination_arrived_there()
    {
        var csv = FileOf(
            "bts.csv",
            [
                .. "FlightDate,Reporting_Airline,Flight_Number_Reporting_Airline,Origin,Dest,CRSDepTime,DepDelay,CRSArrTime,ArrDelay,"u8,
                .. """
                Cancelled,Diverted,CRSElapsedTime,DivReachedDest,DivArrDelay,Div1Airport,Div2Airport
                2024-03-11,ZZ,61,LAX,SFO,1000,3.00,1120,,0.00,1.00,80.00,1.00,95.00,SJC,
                2024-03-11,ZZ,62,LAX,SFO,1000,3.00,1120,,0.00,1.00,80.00,0.00,,SJC,OAK
                """u8,
            ]);

        var (events, _) = await ImportAsync(new ImportOptions { File = csv, Map = "bts" });

        Assert.That(
            events.Select(e => (Text(e, "eventType"), Text(e, "arrivalAirport"), (int?)e["arrivalDelayMinutes"], Text(e, "status"))),
            Is.EqualTo([("FlightArrived", "SFO", 95, "Diverted"), ("FlightDiverted", "OAK", (int?)null, "Diverted")]));
    }

    /// <summary>A file that is downloaded again produces the same events.</summary>
    [Test]
    public async Task Ids_do_not_depend_on_the_time_of_the_file()
    {
        var (first, _) = await ImportAsync("aeroapi.json", "aeroapi");
        var file = Sample("aeroapi.json");
        File.Delete(file.FullName + ".import.json");
        file.LastWriteTimeUtc = new DateTime(2024, 6, 1, 0, 0, 0, DateTimeKind.Utc);
        var (second, _) = await ImportAsync(new ImportOptions { File = new FileInfo(file.FullName), Map = "aeroapi" });

        Assert.That(second.Select(e => Text(e, "eventId")), Is.EqualTo(first.Select(e => Text(e, "eventId"))).And.Unique);
    }

    private static string WithoutFingerprint(JsonObject flightEvent) =>
        Regex.Replace(flightEvent.ToJsonString(), "-[0-9a-f]{12}\",", "-FINGERPRINT\",");

    private static string? Text(JsonObject flightEvent, string property) => (string?)flightEvent[property];

    private static string? Detail(JsonObject reject) => (string?)reject["errors"]![0]!["detail"];
}
