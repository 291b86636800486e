namespace Verify;

/// <summary>The result of comparing the observed events with the views. All numbers count events, unless stated otherwise.</summary>
internal sealed class Findings
{
    private const int MaxExamples = 20;

    public long Acknowledged { get; set; }

    public long Bad { get; set; }

    public long Stored { get; set; }

    public long DeadLettered { get; set; }

    public long Lost { get; set; }

    /// <summary>Events that are stored or dead-lettered although no send was acknowledged.</summary>
    public long Unacknowledged { get; set; }

    public long Misplaced { get; set; }

    public long DeadLettersTwice { get; set; }

    public long OutOfOrder { get; set; }

    /// <summary>Rows in the raw table beyond one per event, from redelivery and repeated sends. The views hide these rows.</summary>
    public long ExtraRows { get; set; }

    /// <summary>The run's events in FlightEventsDistinct(), each counted once.</summary>
    public long VisibleEvents { get; set; }

    /// <summary>The run's rows in FlightEventsDistinct().</summary>
    public long VisibleEventRows { get; set; }

    /// <summary>The run's flights in the view Flights, each counted once.</summary>
    public long VisibleFlights { get; set; }

    /// <summary>The run's rows in the view Flights.</summary>
    public long VisibleFlightRows { get; set; }

    public long ExpectedFlights { get; set; }

    /// <summary>
    /// Flights for which the row in the view or the response from the API does not contain the latest event or the latest value of a
    /// property.
    /// </summary>
    public long WrongFlights { get; set; }

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

    /// <summary>Adds a description of one problem to the examples, unless the list already has enough examples.</summary>
    public void AddExample(string problem)
    {
        if (Examples.Count < MaxExamples)
            Examples.Add(problem);
    }
}
