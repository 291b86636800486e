using System.Globalization;

namespace IngestionBenchmark;

/// <summary>One event of one flight, as an airline's system would publish it.</summary>
internal sealed record SampleEvent(
    string EventId,
    string EventType,
    DateTimeOffset OccurredAt,
    TimetableFlight Flight,
    int? DelayMinutes,
    DateTimeOffset? ActualDeparture,
    string Gate)
{
    private string Properties
    {
        get
        {
            var delay = DelayMinutes is { } minutes ? string.Create(CultureInfo.InvariantCulture, $",\"delayMinutes\":{minutes}") : "";
            var actual = ActualDeparture is { } time ? $",\"actualDeparture\":\"{Rfc3339(time)}\"" : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                "airline":"{{Flight.Airline}}","flightNumber":"{{Flight.Number}}","origin":"{{Flight.Origin}}",
                "destination":"{{Flight.Destination}}","scheduledDeparture":"{{Rfc3339(Flight.Departure)}}",
                "scheduledArrival":"{{Rfc3339(Flight.Arrival)}}"{{actual}}{{delay}},"distanceKm":{{Flight.DistanceKm}},
                "aircraft":"{{Flight.Aircraft}}","gate":"{{Gate}}"
                """).ReplaceLineEndings("");
        }
    }

    /// <summary>Returns the event as a JSON object that contains the event's identity.</summary>
    public string ToJson() =>
        $$"""{"eventId":"{{EventId}}","eventType":"{{EventType}}","occurredAt":"{{Rfc3339(OccurredAt)}}",{{Properties}}}""";

    /// <summary>Returns the event in a CloudEvents 1.0 envelope, which contains the event's identity.</summary>
    public string ToCloudEvent()
    {
        var data = $$"""{{{Properties}}}""";
        return $$"""
            {"specversion":"1.0","id":"{{EventId}}","source":"/airlines/{{Flight.Airline}}","type":"com.example.flights.{{EventType}}",
            "time":"{{Rfc3339(OccurredAt)}}","datacontenttype":"application/json","subject":"{{Flight.Airline}}{{Flight.Number}}",
            "data":{{data}}}
            """.ReplaceLineEndings("");
    }

    /// <summary>Formats a time in UTC with Z, and any other time with its offset, because airlines publish both forms.</summary>
    private static string Rfc3339(DateTimeOffset time) =>
        time.ToString(time.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
