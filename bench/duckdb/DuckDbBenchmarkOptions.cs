using CommandLines;

namespace DuckDbBenchmark;

/// <summary>The arguments of the program.</summary>
/// <param name="Rows">The rows of each measurement.</param>
/// <param name="Rounds">The rounds, whose median is printed.</param>
internal sealed record DuckDbBenchmarkOptions(int Rows, int Rounds)
{
    public static ProgramCommand<DuckDbBenchmarkOptions> CreateCommand()
    {
        var rows = OptionOf.CountArgument("rows", "Rows of each measurement.", 100_000_000, defaultValue: 500_000);
        var rounds = OptionOf.CountArgument("rounds", "Rounds, whose median is printed.", 1000, defaultValue: 7);
        return new ProgramCommand<DuckDbBenchmarkOptions>(
            "-c Release --project bench/duckdb",
            "Compares two APIs of the same DuckDB: the chunk wrapper of the local Kusto engine and DuckDB.NET's ADO.NET provider. Each "
            + "measurement alternates between the two and prints the CPU time and the allocation of each, and their ratio.",
            [rows, rounds],
            result => new DuckDbBenchmarkOptions(result.GetValue(rows), result.GetValue(rounds)));
    }
}
