using System.Diagnostics;
using DuckDbBenchmark;

return await DuckDbBenchmarkOptions.CreateCommand().RunAsync(args, RunAsync);

static Task<int> RunAsync(DuckDbBenchmarkOptions options)
{
    var (rows, rounds) = options;
    var lookups = Math.Max(1, rows / 500);

    using var chunks = new ChunkCandidate();
    using var ado = new AdoCandidate();
    Console.WriteLine($"{rows:N0} rows of 8 columns, median of {rounds} rounds, CPU time per operation");
    Console.WriteLine($"{"measure",-10} {"chunks",12} {"bytes",8} {"Data",12} {"bytes",8} {"Data/chunks",12}");
    Compare("append", rows, candidate => { candidate.Append(rows); return 0; });
    Compare("scan", rows, candidate => candidate.Scan());
    Compare("lookup", lookups, candidate => candidate.Lookup(lookups));

    return Task.FromResult(0);

    void Compare(string measure, int operations, Func<IDuckDbCandidate, long> run)
    {
        var ours = new List<Sample>();
        var theirs = new List<Sample>();
        for (var round = 0; round < rounds; round++)
        {
            var mine = Measure(chunks, run);
            var other = Measure(ado, run);
            if (mine.Result != other.Result)
                throw new InvalidOperationException($"{measure}: the candidates return {mine.Result} and {other.Result}.");
            ours.Add(mine);
            theirs.Add(other);
        }
        var (a, b) = (Median(ours), Median(theirs));
        Console.WriteLine(
            $"{measure,-10} {a.Cpu.TotalMicroseconds / operations,9:0.000} us {(double)a.Bytes / operations,8:0.0} "
            + $"{b.Cpu.TotalMicroseconds / operations,9:0.000} us {(double)b.Bytes / operations,8:0.0} {b.Cpu / a.Cpu,12:0.00}");
    }
}

static Sample Measure(IDuckDbCandidate candidate, Func<IDuckDbCandidate, long> run)
{
    var bytes = GC.GetTotalAllocatedBytes(precise: true);
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    var result = run(candidate);
    return new Sample(result, Process.GetCurrentProcess().TotalProcessorTime - cpu, GC.GetTotalAllocatedBytes(precise: true) - bytes);
}

static Sample Median(List<Sample> samples) => samples.OrderBy(sample => sample.Cpu).ElementAt(samples.Count / 2);
