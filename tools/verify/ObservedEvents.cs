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
    /// Returns, for each flight, the state that results from the run's valid events: the latest event, and the latest value of each
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
            EvaluateAcknowledgement(number, findings);
            if (_rows[number] > 0)
                EvaluateRows(number, last, findings);
            if (_deadLetters[number] > 0)
                EvaluateDeadLetters(number, findings);
        }

        return findings;
    }

    private void EvaluateAcknowledgement(long number, Findings findings)
    {
        if (_acknowledged[number])
        {
            findings.Acknowledged++;
            findings.Bad += Plan.IsBad(number) ? 1 : 0;
            if (_rows[number] == 0 && _deadLetters[number] == 0)
            {
                findings.Lost++;
                findings.AddExample($"{Plan.EventIdOf(number)} is neither stored nor dead-lettered.");
            }
        }
        else if (_rows[number] + _deadLetters[number] > 0)
        {
            findings.Unacknowledged++;
            findings.AddExample($"{Plan.EventIdOf(number)} is stored or dead-lettered, but was never acknowledged.");
        }
    }

    private void EvaluateRows(long number, long[] last, Findings findings)
    {
        findings.Stored++;
        findings.ExtraRows += _rows[number] - 1;
        if (Plan.IsBad(number))
        {
            findings.Misplaced++;
            findings.AddExample($"{Plan.EventIdOf(number)} is invalid, but is stored.");
        }

        if (_deadLetters[number] > 0)
        {
            findings.Misplaced++;
            findings.AddExample($"{Plan.EventIdOf(number)} is both stored and dead-lettered.");
        }

        var flight = Plan.FlightOf(number);
        if (last[flight] >= 0 && _firstSequenceNumber[number] < _firstSequenceNumber[last[flight]])
        {
            findings.OutOfOrder++;
            findings.AddExample($"{Plan.EventIdOf(number)} precedes an earlier event of its flight in the stream.");
        }

        last[flight] = number;
    }

    private void EvaluateDeadLetters(long number, Findings findings)
    {
        findings.DeadLettered++;
        if (_deadLetters[number] > 1 + _repeats[number])
        {
            findings.DeadLettersTwice++;
            findings.AddExample($"{Plan.EventIdOf(number)} was dead-lettered more often than it was sent.");
        }

        if (!Plan.IsBad(number))
        {
            findings.Misplaced++;
            findings.AddExample($"{Plan.EventIdOf(number)} is valid, but is dead-lettered.");
        }
    }
}
