namespace LocalStack.Tests.Support;

internal static class Events
{
    /// <summary>Returns a valid event. Without a flight id, the event's id is used as the flight id.</summary>
    public static string Flight(
        string eventId,
        string origin,
        string destination,
        string? flightId = null,
        string occurredAt = "2024-05-01T10:00:00Z",
        string eventType = "FlightDeparted",
        string scheduledDeparture = "2024-05-01T09:45:00Z") =>
        $$"""
        {"eventId":"{{eventId}}","eventType":"{{eventType}}","occurredAt":"{{occurredAt}}","origin":"{{origin}}",
        "destination":"{{destination}}","scheduledDeparture":"{{scheduledDeparture}}","flightId":"{{flightId ?? eventId}}"}
        """.ReplaceLineEndings("");
}
