using System.Globalization;
using System.Runtime.InteropServices;

namespace IngestionBenchmark;

/// <summary>Formats the figures as text.</summary>
internal static class Report
{
    public static void Head(TextWriter output, int rounds)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, "
            + $"{Environment.ProcessorCount} cores, one of which is used"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Timetable.Flights:N0} flights, {Timetable.Flights * Timetable.EventsPerFlight:N0} events per round, "
            + $"median of {rounds} rounds with alternating candidates, processor time"));
    }

    public static void Set(TextWriter output, MessageSet set, IReadOnlyList<Candidate> candidates, IReadOnlyList<Measurements> measurements)
    {
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{set.Description} ({(double)set.Bytes / set.Events:N0} bytes per event)"));
        output.WriteLine($"  {"",-46}  {"events/s per core",17}  {"ns/event",8}  {"time",6}  {"allocated B/event",17}");
        var ours = measurements[0].NanosecondsPerEvent;
        for (var i = 0; i < candidates.Count; i++)
        {
            var m = measurements[i];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {candidates[i].Name,-46}  {m.EventsPerSecond,17:N0}  {m.NanosecondsPerEvent,8:N0}  {m.NanosecondsPerEvent / ours,5:N2}x"
                + $"  {m.AllocatedBytesPerEvent,17:N0}"));
        }
    }
}
