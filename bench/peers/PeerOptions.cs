using CommandLines;

namespace PeerBenchmark;

/// <summary>The program's options.</summary>
/// <param name="IsQuick">Whether all measurements are shortened.</param>
/// <param name="Flights">The number of real flights in each system.</param>
/// <param name="Events">The number of events in a publishing round.</param>
/// <param name="Out">The output folder for the report; <c>null</c> for the default.</param>
internal sealed record PeerOptions(bool IsQuick, int Flights, int Events, string? Out)
{
    private const int MaxFlights = 3_000_000;
    private const int MaxEvents = 10_000_000;

    /// <summary>The duration of one measurement of the HTTP API, without its warm-up.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(IsQuick ? 1 : 4);

    public TimeSpan WarmUp => Duration / 4;

    /// <summary>The number of publishing rounds per system.</summary>
    public int Rounds => IsQuick ? 1 : 3;

    /// <summary>The number of kills per system. The services are killed in rotation.</summary>
    public int Kills => IsQuick ? 3 : 6;

    public static ProgramCommand<PeerOptions> CreateCommand()
    {
        var quick = OptionOf.Flag("--quick", "Run for a minute or two, to verify that it works. The figures are not meaningful.");
        var flights = OptionOf.Count("--flights", "Number of real flights in each system (100k; with --quick 5k).", MaxFlights);
        var events = OptionOf.Count("--events", "Number of events in a publishing round (50k; with --quick 5k).", MaxEvents);
        var output = OptionOf.Text(
            "--out", "folder", "Folder for the report (docs in the repository; with --quick a temporary folder).");
        return new ProgramCommand<PeerOptions>(
            "-c Release --project bench/peers",
            "Compares the local stack with RabbitMQ, PostgreSQL and Python on the same machine, alternately, and writes docs/peers.md. "
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
