using System.Text.Json;
using LocalStack.Demo;

namespace Verify;

/// <summary>Checks every event of a run: reads rows and views with KQL, and dead letters and a sample of flights through the API.</summary>
internal sealed class Checker(Target target, ObservedEvents observed, Patches patches)
{
    /// <summary>The number of events per query. A result can have 500,000 rows, so each event can have several rows.</summary>
    private const int Chunk = 100_000;

    private const int SampledFlights = 200;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private RunPlan Plan => observed.Plan;

    /// <summary>
    /// Waits until nearly all acknowledged events are stored, or until <paramref name="timeout"/> elapses. In the latter case, the check
    /// reports missing events.
    /// </summary>
    public async Task SettleAsync(long acknowledged, TimeSpan timeout, Action<long> progress, CancellationToken cancellationToken)
    {
        var deadline = DateTimeOffset.UtcNow + timeout;
        while (true)
        {
            var stored = await target.Kusto.CountAsync(
                $"FlightEvents | where FlightId startswith '{Plan.FlightPrefix}' | summarize dcount(EventId)", cancellationToken);
            var patched = await target.Kusto.CountAsync(
                $"FlightEvents | where FlightId startswith '{Plan.FlightPrefix}' and EventId !startswith '{Plan.Run}' "
                + "| distinct EventId | count",
                cancellationToken);
            progress(stored);

            // An approximate number suffices to start the check, because dcount is an estimate and bad events are stored elsewhere.
            if ((stored >= acknowledged * 0.97 && patched >= patches.Accepted) || DateTimeOffset.UtcNow >= deadline)
                return;
            await Task.Delay(Poll, cancellationToken);
        }
    }

    public async Task<Findings> CheckAsync(long events, int probes, Action<long> progress, CancellationToken cancellationToken)
    {
        observed.Reset();
        for (var first = 0L; first < events; first += Chunk)
        {
            await ReadRowsAsync(first, Math.Min(events, first + Chunk), cancellationToken);
            progress(Math.Min(events, first + Chunk));
        }

        await ReadDeadLettersAsync(cancellationToken);
        var findings = observed.Evaluate();
        await CheckViewsAsync(findings, cancellationToken);
        await CheckProbesAsync(findings, probes, cancellationToken);
        return findings;
    }

    private async Task ReadRowsAsync(long first, long end, CancellationToken cancellationToken)
    {
        var rows = await target.Kusto.QueryAsync(
            $"FlightEvents | where FlightId startswith '{Plan.FlightPrefix}' and OccurredAt >= {KqlText.From(Plan.OccurredAt(first))} "
            + $"and OccurredAt < {KqlText.From(Plan.OccurredAt(end))} | project EventId, SequenceNumber",
            cancellationToken);
        foreach (var row in rows)
        {
            if (Plan.NumberOf(row[0].GetString()) is { } number)
                observed.AddRow(number, row[1].GetInt64());
        }
    }

    /// <summary>Reads the dead letters. The validation error for a bad event of this run contains the event's id.</summary>
    private async Task ReadDeadLettersAsync(CancellationToken cancellationToken)
    {
        string? next =
            $"dead-letters?reason=Format&limit=100&from={Uri.EscapeDataString(Plan.StartedAt.AddHours(-1).UtcDateTime.ToString("O"))}";
        while (next is not null)
        {
            var page = (await target.GetAsync(next, cancellationToken))!.Value;
            foreach (var deadLetter in page.GetProperty("value").EnumerateArray())
            {
                foreach (var error in deadLetter.GetProperty("faults").EnumerateArray())
                {
                    if (error.TryGetProperty("value", out var value) && Plan.NumberOf(value.GetString()) is { } number)
                        observed.AddDeadLetter(number);
                }
            }

            next = page.TryGetProperty("nextLink", out var link) ? link.GetString() : null;
        }
    }

    private async Task CheckViewsAsync(Findings findings, CancellationToken cancellationToken)
    {
        var expected = observed.ExpectedFlights();
        findings.ExpectedFlights = expected.Count;
        var events = await target.Kusto.QueryAsync(
            $"FlightEventsDistinct() | where FlightId startswith '{Plan.FlightPrefix}' and EventId startswith '{Plan.Run}' "
            + "| summarize Rows = count() by EventId "
            + "| summarize Events = count(), Rows = coalesce(sum(Rows), 0)",
            cancellationToken);
        findings.VisibleEvents = events[0][0].GetInt64();
        findings.VisibleEventRows = events[0][1].GetInt64();
        var flights = await target.Kusto.QueryAsync(
            $"Flights | where FlightId startswith '{Plan.FlightPrefix}' "
            + "| project FlightId, EventId, Status, DelayMinutes, Aircraft, Gate = tostring(Extra.gate), "
            + "ArrivalDelayMinutes",
            cancellationToken);
        findings.VisibleFlights = flights.DistinctBy(flight => flight[0].GetString()).Count();
        findings.VisibleFlightRows = flights.Count;
        foreach (var flight in flights)
        {
            var found = new FoundFlight(
                flight[0].GetString()!, Plan.NumberOf(flight[1].GetString()), TextOf(flight[2]), NumberOf(flight[3]), TextOf(flight[4]),
                TextOf(flight[5]), NumberOf(flight[6]));
            if (!IsExpected(found, expected))
            {
                findings.WrongFlights++;
                findings.AddExample($"{found.FlightId} is not in its latest state: the view returns {found}.");
            }
        }

        foreach (var (_, state) in expected.Take(SampledFlights))
        {
            var flight = await target.GetAsync($"flights/{Plan.FlightIdOf(state.LatestEvent)}", cancellationToken);
            if (flight is null || !IsExpected(FoundIn(flight.Value), expected))
            {
                findings.WrongFlights++;
                findings.AddExample(
                    $"{Plan.FlightIdOf(state.LatestEvent)} is not in its latest state, {state}: the API returns "
                    + $"{flight?.ToString() ?? "no flight"}.");
            }
        }
    }

    /// <summary>Returns whether a flight has the state that results from its events and changes.</summary>
    private bool IsExpected(FoundFlight found, IReadOnlyDictionary<int, ExpectedFlight> expected)
    {
        if (Plan.FlightNumberOf(found.FlightId) is not { } flight || !expected.TryGetValue(flight, out var state))
            return false;

        // If no event has a delay, the arrival delay is returned as the delay. A change is the latest event of its flight.
        var isChanged = found.ArrivalDelayMinutes is not null;
        return patches.AllowedFor(flight).Contains(found.ArrivalDelayMinutes)
            && found.Status == state.Status
            && found.DelayMinutes == (state.DelayMinutes ?? found.ArrivalDelayMinutes)
            && found.Aircraft == state.Aircraft
            && found.Gate == state.Gate
            && found.LatestEvent == (isChanged ? null : state.LatestEvent);
    }

    private FoundFlight FoundIn(JsonElement flight) => new(
        flight.GetProperty("flightId").GetString()!,
        Plan.NumberOf(flight.GetProperty("eventId").GetString()),
        Text(flight, "status"),
        Number(flight, "delayMinutes"),
        Text(flight, "aircraft"),
        flight.TryGetProperty("extra", out var extra) ? Text(extra, "gate") : null,
        Number(flight, Patches.Property));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    /// <summary>Returns <c>null</c> for an empty string, because Kusto stores a missing string as an empty string.</summary>
    private static string? TextOf(JsonElement value) => value.GetString() is { Length: > 0 } text ? text : null;

    private static int? NumberOf(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private async Task CheckProbesAsync(Findings findings, int probes, CancellationToken cancellationToken)
    {
        var found = await target.Kusto.CountAsync($"Flights | where FlightId startswith '{Plan.ProbePrefix}' | count", cancellationToken);
        if (found < probes)
        {
            findings.Lost++;
            findings.AddExample($"{probes - found} latency probes are not stored.");
        }
    }
}

/// <summary>A flight as returned by a view or by the API.</summary>
/// <param name="LatestEvent">The number of the latest event, or <c>null</c> if the latest event does not belong to the run.</param>
internal sealed record FoundFlight(
    string FlightId, long? LatestEvent, string? Status, int? DelayMinutes, string? Aircraft, string? Gate, int? ArrivalDelayMinutes);
