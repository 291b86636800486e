using System.Diagnostics;
using System.Text.Json;
using LoadBenchmark.Runs;
using LocalStack.Demo;
using Verify;

namespace LoadBenchmark.Drills;

/// <summary>Verifies that each acknowledged event of a plan was stored or dead-lettered.</summary>
internal sealed class LossCheck(LoadedSystem system)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Waits up to two minutes for events in transit, and counts lost and duplicate events.</summary>
    /// <returns>
    /// The number of acknowledged events that are neither stored nor dead-lettered, and the number of events that are visible more than
    /// once.
    /// </returns>
    public async Task<(long Lost, long Twice)> CountAsync(
        RunPlan plan, IReadOnlyCollection<(long First, int Count)> acknowledged, CancellationToken cancellationToken)
    {
        var numbers = acknowledged.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(one => batch.First + one)).ToHashSet();
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var found = await StoredAsync(plan, cancellationToken);
            found.UnionWith(await DeadLetteredAsync(plan, cancellationToken));
            var lost = numbers.Count(number => !found.Contains(number));
            if (lost == 0 || Stopwatch.GetElapsedTime(start) > WaitTimeout)
                return (lost, await VisibleTwiceAsync(plan, cancellationToken));
            await Task.Delay(Poll, cancellationToken);
        }
    }

    private static string EventsOf(RunPlan plan, string table) =>
        $"{table} | where EnqueuedAt > {KqlText.From(plan.StartedAt.AddMinutes(-1))} and FlightId startswith_cs '{plan.FlightPrefix}'";

    private async Task<HashSet<long>> StoredAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var rows = await system.Kusto.QueryAsync($"{EventsOf(plan, "FlightEvents")} | distinct EventId", cancellationToken);
        return [.. rows.Select(row => plan.NumberOf(row[0].GetString())).OfType<long>()];
    }

    private Task<long> VisibleTwiceAsync(RunPlan plan, CancellationToken cancellationToken) => system.Kusto.CountAsync(
        $"{EventsOf(plan, "FlightEventsDistinct()")} | summarize Rows = count() by EventId | where Rows > 1 | count", cancellationToken);

    /// <summary>
    /// Returns the events of the plan that were dead-lettered. The error message for an invalid event contains the event's id.
    /// </summary>
    private async Task<HashSet<long>> DeadLetteredAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var found = new HashSet<long>();
        using var http = new HttpClient();
        var since = Uri.EscapeDataString(plan.StartedAt.AddMinutes(-1).UtcDateTime.ToString("O"));
        for (var next = new Uri(system.Stack.Api, $"dead-letters?reason=Format&limit=100&from={since}"); next is not null;)
        {
            using var page = JsonDocument.Parse(await http.GetByteArrayAsync(next, cancellationToken));
            foreach (var error in page.RootElement.GetProperty("value").EnumerateArray()
                .SelectMany(deadLetter => deadLetter.GetProperty("faults").EnumerateArray().ToList()))
            {
                if (error.TryGetProperty("value", out var value) && plan.NumberOf(value.GetString()) is { } number)
                    found.Add(number);
            }

            next = page.RootElement.TryGetProperty("nextLink", out var link) ? new Uri(next, link.GetString()!) : null;
        }

        return found;
    }
}
