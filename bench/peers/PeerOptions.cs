using CommandLines;

namespace PeerBenchmark;

/// <summary>The options of the program.</summary>
/// <param name="IsQuick">Whether all measurements are short.</param>
/// <param name="Flights">Real flights that both sides hold.</param>
/// <param name="Events">Events of a round of publishing.</param>
/// <param name="Out">The folder of the report; null for the default.</param>
internal sealed record PeerOptions(bool IsQuick, int Flights, int Events, string? Out)
{
    private const int MaxFlights = 3_000_000;
    private const int MaxEvents = 10_000_000;

    /// <summary>The duration of one measurement of the HTTP API, after its warm-up.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(IsQuick ? 1 : 4);

    public TimeSpan WarmUp => Duration / 4;

    /// <summary>Rounds of publishing, by each side in turns.</summary>
    public int Rounds => IsQuick ? 1 : 3;

    /// <summary>The kills of each side; the services are killed sequentially.</summary>
    public int Kills => IsQuick ? 3 : 6;

    public static ProgramCommand<PeerOptions> CreateCommand()
    {
        var quick = OptionOf.Flag("--quick", "A minute or two, to see that everything works; the figures mean little.");
        var flights = OptionOf.Count("--flights", "Real flights that both sides hold (100k; with --quick 5k).", MaxFlights);
        var events = OptionOf.Count("--events", "Events of a round of publishing (50k; with --quick 5k).", MaxEvents);
        var output = OptionOf.Text(
            "--out", "folder", "Folder of the report (docs of the repository; with --quick a temporary folder).");
        return new ProgramCommand<PeerOptions>(
            "-c Release --project bench/peers",
            "Measures the local stack beside RabbitMQ, PostgreSQL and Python on the same machine, in turns, and writes docs/peers.md. "
            + "Exit code: 0 if no acknowledged event was lost or is visible twice; 1 otherwise, after an error, or if a package is "
            + "missing; 2 for invalid options.",
            [quick, flights, events, output],
            result =>
            {
                var isQuick = result.GetValue(quick);
                return new PeerOptions(
                    isQuick,
                    result.ValueOrNull(flights) ?? (isQuick ? 5000 : 100_000),
                    result.ValueOrNull(events) ?? (isQuick ? 5000 : 50_000),
                    result.GetValue(output));
            });
    }
}
