using CommandLines;

namespace KqlBenchmark;

/// <summary>The arguments of the program.</summary>
/// <param name="Rows">The flights of the table.</param>
/// <param name="Rounds">The rounds, whose median is printed.</param>
internal sealed record KqlBenchmarkOptions(int Rows, int Rounds)
{
    public static ProgramCommand<KqlBenchmarkOptions> CreateCommand()
    {
        var rows = OptionOf.CountArgument("rows", "Flights of the table.", 30_000_000, defaultValue: 3_000_000);
        var rounds = OptionOf.CountArgument("rounds", "Rounds, whose median is printed.", 1000, defaultValue: 5);
        return new ProgramCommand<KqlBenchmarkOptions>(
            "-c Release --project bench/kql",
            "Compares KQL over HTTP with the SQL that a person who knows DuckDB would write, on the same database and in turns; then "
            + "measures streaming ingestion. Both must return the same result. Prints the time and the processor time of each query, "
            + "their ratios and the geometric means of the ratios.",
            [rows, rounds],
            result => new KqlBenchmarkOptions(result.GetValue(rows), result.GetValue(rounds)));
    }
}
