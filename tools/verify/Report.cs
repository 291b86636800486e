using System.Globalization;
using System.Text;
using LocalStack.Demo;

namespace Verify;

/// <summary>Formats the outcome as text for the terminal and for a file.</summary>
internal static class Report
{
    public static string Create(Outcome outcome)
    {
        var text = new StringBuilder();
        var findings = outcome.Findings;
        Line(
            "published",
            findings.Acknowledged,
            $"acknowledged by the event hub in {Seconds(outcome.Publishing)}: "
            + $"{findings.Acknowledged / outcome.Publishing.TotalSeconds:N0}/s");
        Line("sent again", outcome.UncertainSends, "sends without a successful response");
        Line("patched", outcome.Patched, "PATCH requests that were accepted in addition to the events");
        Line("stored", findings.Stored, $"all queryable {Seconds(outcome.Settling)} after the last event was published");
        Line("dead-lettered", findings.DeadLettered, $"of {findings.Bad:N0} that were intentionally invalid");
        Line("lost", findings.Lost, "");
        Line(
            "visible twice",
            findings.VisibleTwice,
            $"{findings.VisibleEventRows:N0} rows for {findings.VisibleEvents:N0} events in FlightEventsDistinct(),  "
            + $"{findings.VisibleFlightRows:N0} rows for {findings.VisibleFlights:N0} flights in the view");
        Line("not visible", findings.NotVisible, "stored, but not in the views");
        Line("out of order", findings.OutOfOrder, "events that precede an earlier event of their flight");
        Line("wrong flights", findings.WrongFlights,
            "flights without the latest event or the latest value of a property, in the view or the API");
        Line(
            "misplaced",
            findings.Misplaced + findings.DeadLettersTwice + findings.Unacknowledged,
            "invalid events that are stored; valid events that are dead-lettered; events never acknowledged or dead-lettered too often");
        Line("extra rows", findings.ExtraRows, "in the raw table, from redelivery and repeated sends; no view shows them");
        if (outcome.Kills > 0)
        {
            var targets = string.Join(", ", outcome.KillsByTarget.Select(kills => $"{kills.Key} {kills.Value}"));
            Line("kill -9", outcome.Kills, $"{targets}; restarts of the stack: {Percentiles(outcome.Restarts)}");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nfrom publish to queryable: {Percentiles(outcome.Latencies)}\n");
        foreach (var example in findings.Examples)
            text.Append(CultureInfo.InvariantCulture, $"  {example}\n");
        text.Append(findings.IsGood ? "\nEach event is in the right place exactly once.\n" : "\nTHE CHECK FAILED. See the counts above.\n");
        return text.ToString();

        void Line(string name, long value, string remark) =>
            text.Append(string.Create(CultureInfo.InvariantCulture, $"{name,-16} {value,12:N0}  {remark}").TrimEnd()).Append('\n');
    }

    public static string Markdown(Outcome outcome, IEnumerable<string> args) =>
        $"""
        # Verification results

        `dotnet run -c Release --project tools/verify -- {string.Join(' ', args)}`

        {outcome.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, .NET {Environment.Version},
        exit code {(outcome.Findings.IsGood ? 0 : 1)}:

        ```text
        {Create(outcome).TrimEnd()}
        ```

        """;

    private static string Percentiles(LatencyStatistics latencies)
    {
        return latencies.Count == 0
            ? "not measured"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"p50 {At(0.50):N0} ms, p95 {At(0.95):N0} ms, p99 {At(0.99):N0} ms, p99.9 {At(0.999):N0} ms, max {At(1):N0} ms "
                + $"({latencies.Count:N0})");

        double At(double quantile) => latencies.Quantile(quantile).TotalMilliseconds;
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:N1} s");
}
