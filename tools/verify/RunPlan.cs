using System.Globalization;

namespace Verify;

/// <summary>
/// The events of a run. Events are numbered from 0 and assigned to flights in turn, and some events are deliberately invalid. All
/// properties of an event are derived from the run and the event's number, so that millions of events require no list.
/// </summary>
/// <param name="Run">The part of each id that distinguishes the run's events from other events.</param>
/// <param name="Flights">The number of flights, which is a multiple of <paramref name="Partitions"/>.</param>
/// <param name="Partitions">
/// The number of the event hub's partitions. All events of a flight are sent to the same partition, in order.
/// </param>
/// <param name="BadEvery">The interval at which events are invalid, or 0 if all events are valid.</param>
/// <param name="StartedAt">
/// The start of the run. The first event occurs a day before the start, and the other events follow at intervals of a millisecond.
/// </param>
internal sealed record RunPlan(string Run, int Flights, int Partitions, int BadEvery, DateTimeOffset StartedAt)
{
    private const string Correction = "FlightCorrected";

    /// <summary>The maximum number of events. At intervals of a millisecond, all events must fit into the day before the start.</summary>
    public const int MaxEvents = 80_000_000;

    /// <summary>The prefix of the ids of the run's flights.</summary>
    public string FlightPrefix => $"{Run}-F";

    /// <summary>The prefix of the ids of the run's latency probes.</summary>
    public string ProbePrefix => $"{Run}-P";

    public static RunPlan Create(int flights, int partitions, int badEvery, DateTimeOffset now) => new(
        $"v{Guid.NewGuid().ToString("N")[..10]}", (flights + partitions - 1) / partitions * partitions, partitions, badEvery, now);

    public int FlightOf(long number) => (int)(number % Flights);

    public string FlightIdOf(long number) => $"{FlightPrefix}{FlightOf(number)}";

    public string EventIdOf(long number) => $"{Run}-{number}";

    public DateTimeOffset OccurredAt(long number) => StartedAt.AddDays(-1).AddMilliseconds(number);

    public bool IsBad(long number) => BadEvery > 0 && number % BadEvery == BadEvery - 1;

    /// <summary>Returns the number in a flight's id, or <c>null</c> if the flight does not belong to this run.</summary>
    public int? FlightNumberOf(string flightId) =>
        flightId.StartsWith(FlightPrefix, StringComparison.Ordinal)
        && int.TryParse(flightId.AsSpan(FlightPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Returns the number in an event's id, or <c>null</c> if the event does not belong to this run.</summary>
    public long? NumberOf(string? eventId) =>
        eventId is not null
        && eventId.StartsWith(Run, StringComparison.Ordinal)
        && eventId.Length > Run.Length + 1
        && long.TryParse(eventId.AsSpan(Run.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>
    /// Returns the type of an event. A flight's events rotate through four kinds with different properties: a delay, the aircraft, a
    /// gate, and a correction that clears the aircraft.
    /// </summary>
    public string TypeOf(long number) => TurnOf(number) switch
    {
        0 => "FlightDelayed",
        1 => "FlightScheduled",
        2 => "FlightBoarding",
        _ => Correction,
    };

    /// <summary>Returns the status for the event's type, or <c>null</c> for a correction, which does not change the status.</summary>
    public string? StatusOf(long number) => TypeOf(number) is var type && type == Correction ? null : type["Flight".Length..];

    /// <summary>Returns the delay in minutes, or <c>null</c> if the event does not contain a delay.</summary>
    public int? DelayOf(long number) => TurnOf(number) == 0 ? (int)(number % 600) : null;

    /// <summary>Returns the aircraft, or <c>null</c> if the event does not contain an aircraft.</summary>
    public string? AircraftOf(long number) => TurnOf(number) == 1 ? $"A{number}" : null;

    public bool ClearsAircraft(long number) => TurnOf(number) == 3;

    /// <summary>Returns the gate, a property without a column, or <c>null</c> if the event does not contain a gate.</summary>
    public string? GateOf(long number) => TurnOf(number) == 2 ? $"G{number}" : null;

    /// <summary>
    /// Returns the event as JSON. A bad event has its own id instead of an airport code, so that the validation error in the dead letter
    /// identifies the event.
    /// </summary>
    public string EventOf(long number) =>
        Event(EventIdOf(number), TypeOf(number), FlightIdOf(number), OccurredAt(number), IsBad(number) ? EventIdOf(number) : "SCL",
            StatementOf(number));

    public string ProbeOf(int number) =>
        Event($"{ProbePrefix}{number}", TypeOf(0), $"{ProbePrefix}{number}", StartedAt, "SCL", StatementOf(0));

    private long TurnOf(long number) => number / Flights % 4;

    private string StatementOf(long number) => (DelayOf(number), AircraftOf(number), GateOf(number)) switch
    {
        ({ } delay, _, _) => $"\"delayMinutes\":{delay}",
        (_, { } aircraft, _) => $"\"aircraft\":\"{aircraft}\"",
        (_, _, { } gate) => $"\"gate\":\"{gate}\"",
        _ => "\"clearedProperties\":[\"aircraft\"]",
    };

    private string Event(string eventId, string eventType, string flightId, DateTimeOffset occurredAt, string origin, string statement) =>
        $$"""{"eventId":"{{eventId}}","eventType":"{{eventType}}","occurredAt":"{{occurredAt.UtcDateTime:O}}","""
        + $$""" "flightId":"{{flightId}}","airline":"LA","origin":"{{origin}}","destination":"LIM","""
        + $$""" "scheduledDeparture":"{{StartedAt.UtcDateTime:O}}","distanceKm":2453.4,{{statement}}}""";
}
