using LatamFunctions.Tests.Support;

namespace Verify.Tests;

/// <summary>
/// Tests that the verifier detects each kind of error. If an error went undetected, a run without findings would prove nothing.
/// </summary>
public class ObservedEventsTests
{
    // The run has eight events for four flights. Event number 4 is bad.
    private static readonly RunPlan Plan = new(
        "run", Flights: 4, Partitions: 2, BadEvery: 5, StartedAt: new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero));

    private static ObservedEvents Complete(int except = -1)
    {
        var observed = new ObservedEvents(Plan, 10);
        for (var number = 0; number < 8; number++)
        {
            observed.Acknowledge(number);
            if (number == except)
                continue;
            if (Plan.IsBad(number))
                observed.AddDeadLetter(number);
            else
                observed.AddRow(number, sequenceNumber: 100 + number);
        }

        return observed;
    }

    [Test]
    public void A_complete_run_passes()
    {
        var findings = Evaluate(Complete());

        Assert.Multiple(() =>
        {
            Assert.That(findings.IsGood, Is.True, string.Join('\n', findings.Examples));
            Assert.That((findings.Acknowledged, findings.Stored, findings.DeadLettered, findings.Bad), Is.EqualTo((8, 7, 1, 1)));
        });
    }

    [TestCase(0)]
    [TestCase(4)]
    public void A_lost_valid_or_invalid_event_is_reported(int number)
    {
        var findings = Evaluate(Complete(except: number));

        Assert.Multiple(() =>
        {
            Assert.That((findings.Lost, findings.IsGood, findings.IsComplete), Is.EqualTo((1, false, false)));
            Assert.That(findings.Examples, Is.EqualTo([$"run-{number} is neither stored nor dead-lettered."]));
        });
    }

    [Test]
    public void A_repeated_row_is_accepted_unless_it_is_visible_in_a_view()
    {
        var observed = Complete();
        observed.AddRow(3, 500);

        var hidden = Evaluate(observed);
        var shown = Evaluate(observed);
        shown.VisibleEventRows++;

        Assert.Multiple(() =>
        {
            Assert.That((hidden.ExtraRows, hidden.VisibleTwice, hidden.IsGood), Is.EqualTo((1, 0, true)));
            Assert.That((shown.VisibleTwice, shown.IsGood), Is.EqualTo((1, false)));
        });
    }

    [Test]
    public void A_duplicate_flight_in_the_view_is_reported()
    {
        var findings = Evaluate(Complete());
        findings.VisibleFlightRows++;

        Assert.That((findings.VisibleTwice, findings.IsGood), Is.EqualTo((1, false)));
    }

    [Test]
    public void A_missing_row_does_not_hide_a_repeated_row()
    {
        var events = Evaluate(Complete());
        events.VisibleEvents--; // One event has two rows, so the number of rows still equals the number of stored events.
        var flights = Evaluate(Complete());
        flights.VisibleFlights--;

        Assert.Multiple(() =>
        {
            Assert.That((events.VisibleTwice, events.NotVisible, events.IsComplete, events.IsGood), Is.EqualTo((1, 1, false, false)));
            Assert.That((flights.VisibleTwice, flights.NotVisible, flights.IsComplete, flights.IsGood), Is.EqualTo((1, 1, false, false)));
        });
    }

    [Test]
    public void A_view_with_more_events_than_are_stored_is_reported()
    {
        var findings = Evaluate(Complete());
        findings.VisibleEvents++;
        findings.VisibleEventRows++;

        Assert.That((findings.VisibleTwice, findings.NotVisible, findings.IsGood), Is.EqualTo((0, 0, false)));
    }

    [Test]
    public void An_event_before_its_predecessor_in_the_stream_is_reported()
    {
        var observed = Complete();
        observed.AddRow(5, 100); // The flight's event 1 has sequence number 101.

        Assert.That(Evaluate(observed).OutOfOrder, Is.EqualTo(1));
    }

    [Test]
    public void The_first_of_several_rows_determines_the_order()
    {
        var observed = Complete();
        observed.AddRow(1, 900); // The event was sent again later.

        Assert.That(Evaluate(observed).IsGood, Is.True);
    }

    [Test]
    public void A_dead_letter_of_a_valid_event_and_a_stored_invalid_event_are_reported()
    {
        var observed = Complete();
        observed.AddDeadLetter(2);
        var row = Complete();
        row.AddRow(4, 104);

        Assert.Multiple(() =>
        {
            Assert.That(
            (Evaluate(observed).Misplaced, Evaluate(observed).IsGood),
            Is.EqualTo((2, false)),
            "a good event in the dead letters, and an event that is both stored and dead-lettered");
            Assert.That((Evaluate(row).Misplaced, Evaluate(row).IsGood), Is.EqualTo((2, false)));
        });
    }

    [Test]
    public void A_second_dead_letter_is_reported_unless_the_event_was_sent_twice()
    {
        var once = Complete();
        once.AddDeadLetter(4);
        var twice = Complete();
        twice.Repeat(4);
        twice.AddDeadLetter(4);

        Assert.Multiple(() =>
        {
            Assert.That((Evaluate(once).DeadLettersTwice, Evaluate(once).IsGood), Is.EqualTo((1, false)));
            Assert.That(Evaluate(twice).IsGood, Is.True);
        });
    }

    [Test]
    public void A_row_that_was_never_acknowledged_is_reported()
    {
        var observed = Complete();
        observed.AddRow(9, 109);

        Assert.That((Evaluate(observed).Unacknowledged, Evaluate(observed).IsGood), Is.EqualTo((1, false)));
    }

    [Test]
    public void The_expected_state_of_a_flight_is_the_state_after_its_latest_valid_event() =>
        Assert.That(Complete().ExpectedFlights(), Is.EquivalentTo(new Dictionary<int, ExpectedFlight>
        {
            [0] = new(0, "Delayed", 0, null, null),
            [1] = new(5, "Scheduled", 1, "A5", null),
            [2] = new(6, "Scheduled", 2, "A6", null),
            [3] = new(7, "Scheduled", 3, "A7", null),
        }));

    [Test]
    public void The_events_of_a_flight_alternately_set_and_clear_properties()
    {
        var observed = new ObservedEvents(Plan, 16);
        for (var number = 1; number < 16; number += 4)
            observed.Acknowledge(number);

        // Event 1 sets a delay, event 5 sets the aircraft, event 9 is bad, and event 13 clears the aircraft.
        Assert.That(observed.ExpectedFlights()[1], Is.EqualTo(new ExpectedFlight(13, "Scheduled", 1, null, null)));
    }

    [TestCase("run-F3", 3)]
    [TestCase("run-P3", null)]
    [TestCase("other-F3", null)]
    public void A_flight_id_contains_the_flight_number(string flightId, int? number) =>
        Assert.That(Plan.FlightNumberOf(flightId), Is.EqualTo(number));

    [TestCase("run-17", 17L)]
    [TestCase("run-", null)]
    [TestCase("run-P3", null)]
    [TestCase("other-17", null)]
    [TestCase(null, null)]
    public void An_event_id_contains_the_event_number(string? eventId, long? number) =>
        Assert.That(Plan.NumberOf(eventId), Is.EqualTo(number));

    [Test]
    public void The_event_reader_accepts_or_rejects_events_as_planned()
    {
        var good = ReadResult.From(Plan.EventOf(3));
        var bad = ReadResult.From(Plan.EventOf(4));

        Assert.Multiple(() =>
        {
            Assert.That((string?)good.Row["EventId"], Is.EqualTo("run-3"));
            Assert.That((string?)good.Row["FlightId"], Is.EqualTo("run-F3"));
            Assert.That((string?)good.Row["OccurredAt"], Is.EqualTo("2024-04-30T00:00:00.0030000Z"));
            Assert.That(bad.Error.Value, Is.EqualTo("run-4"));
            Assert.That(bad.Error.Rule.ToString(), Is.EqualTo("Format"));
        });
    }

    /// <summary>Judges observed events with views that match the rows.</summary>
    private static Findings Evaluate(ObservedEvents observed)
    {
        var findings = observed.Evaluate();
        findings.VisibleEvents = findings.VisibleEventRows = findings.Stored;
        findings.VisibleFlights = findings.VisibleFlightRows = findings.ExpectedFlights = 4;
        return findings;
    }
}
