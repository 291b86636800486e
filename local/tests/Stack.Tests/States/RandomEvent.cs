using System.Text.Json.Nodes;

namespace LocalStack.Tests.States;

/// <summary>An event with random content. There are only a few times and ids, so that many events have the same time.</summary>
internal sealed record RandomEvent(JsonObject Json)
{
    public static readonly string[] TypesByRank =
    [
        "FlightScheduled", "FlightDelayed", "FlightBoarding", "FlightDeparted", "FlightDiverted", "FlightArrived", "FlightCancelled",
        "FlightCorrected",
    ];

    private static readonly string[] Airports = ["LIM", "AQP", "GRU", "EZE"];

    private static readonly string[] Statuses =
        ["On time", "Late", "CANCELLED", "Canceled", "Cancelled due to weather", "Departed", "diverted"];

    /// <summary>Spellings of the airline and number of the same flight, without the last digit of the number.</summary>
    private static readonly (string Airline, string Number)[] Spellings =
        [("LA", "80"), ("LAN", "80"), ("LA", "080"), ("LA", "LA80"), ("LA", "LAN080")];

    /// <summary>Properties that an event can set or clear.</summary>
    private static readonly (string Name, Func<Random, JsonNode> Value)[] Optional =
    [
        ("status", random => Statuses[random.Next(Statuses.Length)]),
        ("delayMinutes", random => random.Next(-10, 200)),
        ("aircraft", random => $"A{random.Next(9)}"),
        ("estimatedArrival", random => Time(random.Next(60))),
        ("actualDeparture", random => Time(random.Next(60))),
        ("scheduledArrival", random => Time(random.Next(60), hour: 12)),
        ("estimatedDeparture", random => Time(random.Next(60), hour: 9)),
        ("actualArrival", random => Time(random.Next(60), hour: 12)),
        ("extra", random => $"G{random.Next(9)}"),
        ("distanceKm", random => random.Next(20_000)),
        ("departureDelayMinutes", random => random.Next(-10, 200)),
        ("arrivalDelayMinutes", random => random.Next(-10, 200)),
        ("arrivalAirport", random => Airports[random.Next(Airports.Length)]),
    ];

    public string FlightId => (string)Json["flightId"]!;

    public string Type => (string)Json["eventType"]!;

    public IEnumerable<string> Cleared => (Json["clearedProperties"]?.AsArray() ?? []).Select(name => (string)name!);

    public string OccurredAt => (string)Json["occurredAt"]!;

    /// <summary>
    /// The airline and number under which a marketing carrier published the event, or <c>null</c> for an event from the operating carrier.
    /// </summary>
    public string? MarketingFlight =>
        Json.ContainsKey("operatingFlightNumber") ? $"{(string)Json["airline"]!}{(string)Json["flightNumber"]!}" : null;

    public static string Time(int minute, int hour = 10) => $"2024-05-01T{hour:D2}:{minute:D2}:00Z";

    /// <summary>
    /// Returns the publisher's message. Some events are in a CloudEvent envelope, whose attributes do not describe the flight.
    /// </summary>
    public JsonObject Message(Random random)
    {
        if (random.Next(3) > 0)
            return Json;

        var data = Json.DeepClone().AsObject();
        var envelope =
            new JsonObject { ["specversion"] = "1.0", ["subject"] = $"{random.Next()}", ["datacontenttype"] = "application/json" };
        (string, string)[] attributes = [("eventId", "id"), ("eventType", "type"), ("occurredAt", "time"), ("source", "source")];
        foreach (var (property, attribute) in attributes)
        {
            data.Remove(property, out var value);
            envelope[attribute] = value;
        }

        envelope["data"] = data;
        return envelope;
    }

    /// <param name="random">The source of all values except the arguments.</param>
    /// <param name="number">A number that is unique among the events of the flight.</param>
    public static RandomEvent Create(Random random, string flightId, int number)
    {
        var type = TypesByRank[random.Next(TypesByRank.Length)];
        var json = new JsonObject
        {
            // Events with the same id from two sources are different events.
            ["eventId"] = $"{flightId}-{number / 2}",
            ["source"] = number % 2 == 0 ? "/ops/a" : "/ops/b",
            ["eventType"] = type,
            ["occurredAt"] = Time(random.Next(6)),
            ["flightId"] = flightId,
        };
        if (type != "FlightCorrected" || random.Next(2) == 0)
        {
            json["origin"] = "SCL";
            json["destination"] = Airports[random.Next(Airports.Length)];
            json["scheduledDeparture"] = Time(30 + random.Next(3));
        }

        var cleared = new JsonArray();
        foreach (var (name, value) in Optional)
        {
            switch (random.Next(4))
            {
                case 0:
                    json[name == "extra" ? "gate" : name] = value(random);
                    break;
                case 1 when random.Next(2) == 0:
                    cleared.Add(name);
                    break;
            }
        }

        if (cleared.Count > 0)
            json["clearedProperties"] = cleared;
        if (random.Next(2) == 0)
            Name(json, random);
        return new RandomEvent(json);
    }

    /// <summary>Sets the airline and the number. A third of the events are codeshares.</summary>
    private static void Name(JsonObject json, Random random)
    {
        var (airline, number) = Spellings[random.Next(Spellings.Length)];
        number += random.Next(5, 7);
        var isCodeshare = random.Next(3) == 0;
        json["airline"] = isCodeshare ? "DL" : airline;
        json["flightNumber"] = isCodeshare ? $"650{random.Next(3)}" : number;
        if (!isCodeshare)
            return;

        json["operatingAirline"] = airline;
        json["operatingFlightNumber"] = number;
    }
}
