using CommandLines;

namespace DuckDbBenchmark;

/// <summary>The program's arguments.</summary>
/// <param name="Rows">The number of rows in each measurement.</param>
/// <param name="Rounds">The number of rounds. The program prints the median of all rounds.</param>
internal sealed record DuckDbBenchmarkOptions(int Rows, int Rounds)
{
    public static ProgramCommand<DuckDbBenchmarkOptions> CreateCommand()
    {
        var rows = OptionOf.CountArgument("rows", "Number of rows in each measurement.", 100_000_000, defaultValue: 500_000);
        var rounds = OptionOf.CountArgument(
            "rounds", "Number of rounds. The program prints the median of all rounds.", 1000, defaultValue: 7);
        return new ProgramCommand<DuckDbBenchmarkOptions>(
            "-c Release --project bench/duckdb",
            "Compares two APIs for DuckDB: the chunk wrapper of the local Kusto engine and DuckDB.NET's ADO.NET provider. Each "
            + "measurement alternates between the two APIs, and prints the CPU time and the allocation of each API, and the ratios.",
            [rows, rounds],
            result => new DuckDbBenchmarkOptions(result.GetValue(rows), result.GetValue(rounds)));
    }
}
