using System.Text.Json.Nodes;

namespace LocalStack.Tests.States;

/// <summary>An event of random content. Times and ids are few, so that many events happen at the same time.</summary>
/// <param name="Json">As a publisher sends it.</param>
internal sealed record RandomEvent(JsonObject Json)
{
    public static readonly string[] TypesByRank =
    [
        "FlightScheduled", "FlightDelayed", "FlightBoarding", "FlightDeparted", "FlightDiverted", "FlightArrived", "FlightCancelled", "FlightCorrected",
    ];

    private static readonly string[] Airports = ["LIM", "AQP", "GRU", "EZE"];

    /// <summary>Properties that an event may state or clear.</summary>
    private static readonly (string Name, Func<Random, JsonNode> Value)[] Optional =
    [
        ("status", random => random.Next(2) == 0 ? "On time" : "Late"),
        ("delayMinutes", random => random.Next(-10, 200)),
        ("aircraft", random => $"A{random.Next(9)}"),
        ("estimatedArrival", random => Time(random.Next(60))),
        ("actualDeparture", random => Time(random.Next(60))),
        ("extra", random => $"G{random.Next(9)}"),
    ];

    public string FlightId => (string)Json["flightId"]!;

    public string Type => (string)Json["eventType"]!;

    public string OccurredAt => (string)Json["occurredAt"]!;

    public static string Time(int minute) => $"2024-05-01T10:{minute:D2}:00Z";

    /// <param name="random">The source of everything but the arguments.</param>
    /// <param name="flightId">The flight.</param>
    /// <param name="number">Different for each event of the flight.</param>
    public static RandomEvent Of(Random random, string flightId, int number)
    {
        var type = TypesByRank[random.Next(TypesByRank.Length)];
        var json = new JsonObject
        {
            // The same id from two sources is two events.
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
        return new RandomEvent(json);
    }
}
