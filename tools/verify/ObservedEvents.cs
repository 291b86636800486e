namespace Verify;

/// <summary>
/// The observations of each event: whether it was acknowledged, the number of its rows, the position of the first of them in its partition,
/// and the number of its dead letters. Pure; about ten bytes per event.
/// </summary>
internal sealed class ObservedEvents(RunPlan plan, int capacity)
{
    private readonly bool[] _acknowledged = new bool[capacity];
    private readonly byte[] _rows = new byte[capacity];
    private readonly byte[] _deadLetters = new byte[capacity];
    private readonly byte[] _repeats = new byte[capacity];
    private readonly long[] _firstSequenceNumber = new long[capacity];

    public RunPlan Plan { get; } = plan;

    /// <summary>Sends of different partitions may acknowledge at the same time.</summary>
    public void Acknowledge(long number) => _acknowledged[number] = true;

    /// <summary>
    /// The event is sent again, since it is unknown whether it arrived. Each copy that did is a message, and may become a dead letter.
    /// </summary>
    public void Repeat(long number)
    {
        if (_repeats[number] < byte.MaxValue)
            _repeats[number]++;
    }

    /// <summary>Discards the observations of rows, to read them again.</summary>
    public void Reset()
    {
        Array.Clear(_rows);
        Array.Clear(_deadLetters);
        Array.Clear(_firstSequenceNumber);
    }

    public void AddRow(long number, long sequenceNumber)
    {
        if (_rows[number] == 0 || sequenceNumber < _firstSequenceNumber[number])
            _firstSequenceNumber[number] = sequenceNumber;
        if (_rows[number] < byte.MaxValue)
            _rows[number]++;
    }

    public void AddDeadLetter(long number)
    {
        if (_deadLetters[number] < byte.MaxValue)
            _deadLetters[number]++;
    }

    /// <summary>
    /// The state that the run's good events give each flight: its latest event, and the latest statement about each property.
    /// </summary>
    public IReadOnlyDictionary<int, ExpectedFlight> ExpectedFlights()
    {
        var flights = new Dictionary<int, ExpectedFlight>();
        for (var number = 0L; number < capacity; number++)
        {
            if (!_acknowledged[number] || Plan.IsBad(number))
                continue;

            var before = flights.GetValueOrDefault(Plan.FlightOf(number));
            flights[Plan.FlightOf(number)] = new ExpectedFlight(
                number,
                Plan.StatusOf(number) ?? before?.Status,
                Plan.DelayOf(number) ?? before?.DelayMinutes,
                Plan.ClearsAircraft(number) ? null : Plan.AircraftOf(number) ?? before?.Aircraft,
                Plan.GateOf(number) ?? before?.Gate);
        }

        return flights;
    }

    public Findings Judge()
    {
        var findings = new Findings();
        var last = new long[Plan.Flights];
        Array.Fill(last, -1);
        for (var number = 0L; number < capacity; number++)
        {
            var isGood = !Plan.IsBad(number);
            if (_acknowledged[number])
            {
                findings.Acknowledged++;
                findings.Bad += isGood ? 0 : 1;
                if (_rows[number] == 0 && _deadLetters[number] == 0)
                    findings.Note(ref findings.Lost, "lost", Plan.EventIdOf(number));
            }
            else if (_rows[number] + _deadLetters[number] > 0)
            {
                findings.Note(ref findings.Unacknowledged, "visible, but never acknowledged", Plan.EventIdOf(number));
            }

            if (_rows[number] > 0)
            {
                findings.Stored++;
                findings.ExtraRows += _rows[number] - 1;
                if (!isGood)
                    findings.Note(ref findings.Misplaced, "bad, but stored", Plan.EventIdOf(number));
                if (_deadLetters[number] > 0)
                    findings.Note(ref findings.Misplaced, "stored and dead-lettered", Plan.EventIdOf(number));
                var flight = Plan.FlightOf(number);
                if (last[flight] >= 0 && _firstSequenceNumber[number] < _firstSequenceNumber[last[flight]])
                    findings.Note(ref findings.OutOfOrder, "before its predecessor in the stream", Plan.EventIdOf(number));
                last[flight] = number;
            }

            if (_deadLetters[number] > 0)
            {
                findings.DeadLettered++;
                if (_deadLetters[number] > 1 + _repeats[number])
                    findings.Note(ref findings.DeadLettersTwice, "dead-lettered more often than it was sent", Plan.EventIdOf(number));
                if (isGood)
                    findings.Note(ref findings.Misplaced, "good, but dead-lettered", Plan.EventIdOf(number));
            }
        }

        return findings;
    }
}

/// <summary>The state of a flight by the events of the run.</summary>
/// <param name="LatestEvent">The number of the latest event.</param>
/// <param name="Status">The status of the latest event that is not a correction; null if there is none.</param>
/// <param name="DelayMinutes">The delay of the latest event that states it; null if none does. The same for the others.</param>
/// <param name="Aircraft">See <see cref="RunPlan.AircraftOf"/>.</param>
/// <param name="Gate">See <see cref="RunPlan.GateOf"/>.</param>
internal sealed record ExpectedFlight(long LatestEvent, string? Status, int? DelayMinutes, string? Aircraft, string? Gate);

/// <summary>
/// The findings of a comparison of the observed events with the views. All numbers are of events, unless stated otherwise.
/// </summary>
internal sealed class Findings
{
    private const int MaxExamples = 20;

    public long Acknowledged;
    public long Bad;
    public long Stored;
    public long DeadLettered;
    public long Lost;

    /// <summary>Events that are stored or dead-lettered although no send of them was acknowledged.</summary>
    public long Unacknowledged;

    public long Misplaced;
    public long DeadLettersTwice;
    public long OutOfOrder;

    /// <summary>
    /// Rows of the raw table beyond one per event: redelivered, or sent again because the outcome was unknown. The views hide them.
    /// </summary>
    public long ExtraRows;

    /// <summary>Events of the run that FlightEventsDistinct() shows, each counted once.</summary>
    public long VisibleEvents;

    /// <summary>Rows in which it shows them.</summary>
    public long VisibleEventRows;

    /// <summary>Flights of the run that the view Flights shows, each counted once.</summary>
    public long VisibleFlights;

    /// <summary>Rows in which it shows them.</summary>
    public long VisibleFlightRows;

    public long ExpectedFlights;

    /// <summary>
    /// Flights whose row in the view, or whose response from the API, lacks their latest event or the latest value of a property.
    /// </summary>
    public long WrongFlights;

    public List<string> Examples { get; } = [];

    /// <summary>Rows in excess of one per event or flight. Missing rows do not offset them.</summary>
    public long VisibleTwice => VisibleEventRows - VisibleEvents + VisibleFlightRows - VisibleFlights;

    /// <summary>Events that are stored, and flights that should exist, but no view shows.</summary>
    public long NotVisible => Math.Max(0, Stored - VisibleEvents) + Math.Max(0, ExpectedFlights - VisibleFlights);

    /// <summary>Nothing is missing, and the views are not ahead of the rows that were read before them.</summary>
    public bool IsComplete => Lost == 0 && VisibleEvents == Stored && VisibleFlights == ExpectedFlights;

    public bool IsGood =>
        IsComplete && VisibleTwice == 0 && Unacknowledged == 0 && Misplaced == 0 && DeadLettersTwice == 0 && OutOfOrder == 0
        && WrongFlights == 0;

    public void Note(ref long counter, string what, string who)
    {
        counter++;
        if (Examples.Count < MaxExamples)
            Examples.Add($"{who}: {what}");
    }
}
