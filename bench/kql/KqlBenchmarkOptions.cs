using CommandLines;

namespace KqlBenchmark;

/// <summary>The program's arguments.</summary>
/// <param name="Rows">The number of flights in the table.</param>
/// <param name="Rounds">The number of rounds. The program prints the median of all rounds.</param>
internal sealed record KqlBenchmarkOptions(int Rows, int Rounds)
{
    public static ProgramCommand<KqlBenchmarkOptions> CreateCommand()
    {
        var rows = OptionOf.CountArgument("rows", "Number of flights in the table.", 30_000_000, defaultValue: 3_000_000);
        var rounds = OptionOf.CountArgument(
            "rounds", "Number of rounds. The program prints the median of all rounds.", 1000, defaultValue: 5);
        return new ProgramCommand<KqlBenchmarkOptions>(
            "-c Release --project bench/kql",
            "Compares KQL over HTTP with expert SQL on the same DuckDB database, alternately, and "
            + "measures streaming ingestion. KQL and SQL must return the same result. Prints the time and processor time of each query, "
            + "the ratios and their geometric means.",
            [rows, rounds],
            result => new KqlBenchmarkOptions(result.GetValue(rows), result.GetValue(rounds)));
    }
}
