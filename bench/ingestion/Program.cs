using IngestionBenchmark;

const int Rounds = 31;

using var ours = new OurReader();
using var systemTextJson = new SystemTextJsonObjects();
using var newtonsoft = new NewtonsoftJObjects();
Candidate[] candidates = [ours, systemTextJson, newtonsoft, new BareReader()];
var events = Timetable.Events();
MessageSet[] sets = [.. Enum.GetValues<Shape>().Select(shape => MessageSet.Create(shape, events))];
var benchmark = new Benchmark(candidates, Rounds);

foreach (var set in sets)
{
    RowComparison.Check(candidates, set);
    benchmark.WarmUp(set);
}

var allocated = 0L;
Report.Head(Console.Out, Rounds);
foreach (var set in sets)
{
    var measurements = benchmark.Measure(set);
    Report.Set(Console.Out, set, candidates, measurements);
    allocated += measurements[0].AllocatedBytes;
}

if (allocated == 0)
    return 0;

Console.Error.WriteLine($"{ours.Name} allocated {allocated} bytes, and must allocate none for a valid event.");
return 1;
