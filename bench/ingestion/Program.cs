using CommandLines;
using IngestionBenchmark;

var command = new ProgramCommand<bool>(
    "-c Release --project bench/ingestion",
    "Measures reading, validating and encoding an event on one core, compared with the alternatives. Exit code: 0 if the app's reader "
    + "allocated no memory, otherwise 1; 2 for invalid options.",
    [],
    _ => true);
return await command.RunAsync(args, _ => RunAsync());

static Task<int> RunAsync()
{
    const int rounds = 31;

    using var ours = new OurReader();
    using var systemTextJson = new SystemTextJsonObjects();
    using var newtonsoft = new NewtonsoftJObjects();
    Candidate[] candidates = [ours, systemTextJson, newtonsoft, new BareReader()];
    var events = Timetable.Events();
    MessageSet[] sets = [.. Enum.GetValues<Shape>().Select(shape => MessageSet.Create(shape, events))];
    var benchmark = new Benchmark(candidates, rounds);

    foreach (var set in sets)
    {
        RowComparison.Check(candidates, set);
        benchmark.WarmUp(set);
    }

    var allocated = 0L;
    Report.Head(Console.Out, rounds);
    foreach (var set in sets)
    {
        var measurements = benchmark.Measure(set);
        Report.Set(Console.Out, set, candidates, measurements);
        allocated += measurements[0].AllocatedBytes;
    }

    if (allocated == 0)
        return Task.FromResult(0);

    Console.Error.WriteLine($"{ours.Name} allocated {allocated} bytes, and must allocate none for a valid event.");
    return Task.FromResult(1);
}
