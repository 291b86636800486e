namespace Verify;

/// <summary>
/// The observations about each event: whether the event was acknowledged, the number of its rows, the position of its first row in the
/// partition, and the number of its dead letters. This class uses 12 bytes per event.
/// </summary>
internal sealed class ObservedEvents(RunPlan plan, int capacity)
{
    private readonly bool[] _acknowledged = new bool[capacity];
    private readonly byte[] _rows = new byte[capacity];
    private readonly byte[] _deadLetters = new byte[capacity];
    private readonly byte[] _repeats = new byte[capacity];
    private readonly long[] _firstSequenceNumber = new long[capacity];

    public RunPlan Plan { get; } = plan;

    /// <summary>Marks an event as acknowledged. Sends to different partitions can call this method concurrently.</summary>
    public void Acknowledge(long number) => _acknowledged[number] = true;

    /// <summary>
    /// Counts a repeated send. An event is sent again if it is unknown whether the event arrived. Each copy that arrived can become a dead
    /// letter.
    /// </summary>
    public void Repeat(long number)
    {
        if (_repeats[number] < byte.MaxValue)
            _repeats[number]++;
    }

    /// <summary>Discards the observations about rows and dead letters before they are read again.</summary>
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
    /// Returns, for each flight, the state that results from the run's good events: the latest event, and the latest value of each
    /// property.
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

    public Findings Evaluate()
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
                findings.Note(ref findings.Unacknowledged, "is visible, but was never acknowledged", Plan.EventIdOf(number));
            }

            if (_rows[number] > 0)
            {
                findings.Stored++;
                findings.ExtraRows += _rows[number] - 1;
                if (!isGood)
                    findings.Note(ref findings.Misplaced, "bad, but stored", Plan.EventIdOf(number));
                if (_deadLetters[number] > 0)
                    findings.Note(ref findings.Misplaced, "is stored and dead-lettered", Plan.EventIdOf(number));
                var flight = Plan.FlightOf(number);
                if (last[flight] >= 0 && _firstSequenceNumber[number] < _firstSequenceNumber[last[flight]])
                    findings.Note(ref findings.OutOfOrder, "precedes an earlier event of its flight in the stream", Plan.EventIdOf(number));
                last[flight] = number;
            }

            if (_deadLetters[number] > 0)
            {
                findings.DeadLettered++;
                if (_deadLetters[number] > 1 + _repeats[number])
                    findings.Note(ref findings.DeadLettersTwice, "was dead-lettered more often than it was sent", Plan.EventIdOf(number));
                if (isGood)
                    findings.Note(ref findings.Misplaced, "good, but dead-lettered", Plan.EventIdOf(number));
            }
        }

        return findings;
    }
}

/// <summary>The state of a flight that results from the events of the run.</summary>
/// <param name="LatestEvent">The number of the latest event.</param>
/// <param name="Status">The status of the latest event that is not a correction, or <c>null</c> if all events are corrections.</param>
/// <param name="DelayMinutes">The delay in the latest event with a delay, or <c>null</c> if no event has a delay.</param>
/// <param name="Aircraft">The aircraft in the latest event that sets or clears the aircraft, or <c>null</c> if no aircraft is set.</param>
/// <param name="Gate">The gate in the latest event with a gate, or <c>null</c> if no event has a gate.</param>
internal sealed record ExpectedFlight(long LatestEvent, string? Status, int? DelayMinutes, string? Aircraft, string? Gate);

/// <summary>The result of comparing the observed events with the views. All numbers count events, unless stated otherwise.</summary>
internal sealed class Findings
{
    private const int MaxExamples = 20;

    public long Acknowledged;
    public long Bad;
    public long Stored;
    public long DeadLettered;
    public long Lost;

    /// <summary>Events that are stored or dead-lettered although no send was acknowledged.</summary>
    public long Unacknowledged;

    public long Misplaced;
    public long DeadLettersTwice;
    public long OutOfOrder;

    /// <summary>Rows in the raw table beyond one per event, from redelivery and repeated sends. The views hide these rows.</summary>
    public long ExtraRows;

    /// <summary>The run's events in FlightEventsDistinct(), each counted once.</summary>
    public long VisibleEvents;

    /// <summary>The run's rows in FlightEventsDistinct().</summary>
    public long VisibleEventRows;

    /// <summary>The run's flights in the view Flights, each counted once.</summary>
    public long VisibleFlights;

    /// <summary>The run's rows in the view Flights.</summary>
    public long VisibleFlightRows;

    public long ExpectedFlights;

    /// <summary>
    /// Flights for which the row in the view or the response from the API does not contain the latest event or the latest value of a
    /// property.
    /// </summary>
    public long WrongFlights;

    public List<string> Examples { get; } = [];

    /// <summary>Rows in the views beyond one per event or flight. Missing rows do not offset surplus rows.</summary>
    public long VisibleTwice => VisibleEventRows - VisibleEvents + VisibleFlightRows - VisibleFlights;

    /// <summary>Stored events and expected flights that are not in the views.</summary>
    public long NotVisible => Math.Max(0, Stored - VisibleEvents) + Math.Max(0, ExpectedFlights - VisibleFlights);

    /// <summary>Whether nothing is missing, and the views contain no events or flights that were stored after the rows were read.</summary>
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
