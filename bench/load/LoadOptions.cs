using CommandLines;

namespace LoadBenchmark;

/// <summary>The options of the program.</summary>
internal sealed record LoadOptions
{
    private const int MaxFlights = 3_000_000;

    private int? _secondsPerStep;
    private int? _flights;

    public bool MeasuresRamps { get; private init; }

    public bool MeasuresSteady { get; private init; }

    public bool MeasuresDrills { get; private init; }

    /// <summary>Whether only the report is written.</summary>
    public bool IsReport { get; private init; }

    public bool IsQuick { get; private init; }

    public string? Out { get; private init; }

    public string Only { get; private init; } = "";

    public TimeSpan StepDuration => TimeSpan.FromSeconds(_secondsPerStep ?? (IsQuick ? 2 : 8));

    /// <summary>The command line that repeats the measurement of all parts, without the path of its results.</summary>
    public string Command => "dotnet run -c Release --project bench/load"
        + (IsQuick || _secondsPerStep is not null || _flights is not null ? " --" : "")
        + (IsQuick ? " --quick" : "")
        + (_secondsPerStep is { } seconds ? $" --seconds-per-step {seconds}" : "")
        + (_flights is { } flights ? $" --flights {flights}" : "");

    public int Flights => _flights ?? (IsQuick ? 20_000 : 200_000);

    public static ProgramCommand<LoadOptions> CreateCommand()
    {
        var ramps = OptionOf.Flag("--ramps", "Measure rising rates of requests, of events, and of both.");
        var steady = OptionOf.Flag(
            "--steady", "Measure the share of events that are queryable within 50 ms at 1,000, 5,000 and 10,000 events/s.");
        var drills = OptionOf.Flag("--drills", "Measure faults during load.");
        var report = OptionOf.Flag("--report", "Measure nothing, and write report and charts again from the results.");
        var quick = OptionOf.Flag("--quick", "A minute or two for each part, to see that everything works; the figures mean little.");
        var seconds = OptionOf.Number("--seconds-per-step", "Duration of a step of a ramp (8; with --quick 2).", 1, 3600);
        var flights = OptionOf.Count("--flights", "Real flights in the stack (200k; with --quick 20k).", MaxFlights);
        var only = OptionOf.Text("--only", "text", "Measure only the ramps and drills whose name contains the text.");
        var output = OptionOf.Text(
            "--out", "folder", "Folder of results, report and charts (docs of the repository; with --quick a temporary folder).");
        return new ProgramCommand<LoadOptions>(
            "-c Release --project bench/load",
            "Raises the load on a local stack until it breaks, and reports where, how, and how long it takes to recover. Without --ramps, "
            + "--steady, --drills and --report it measures all three parts.",
            [ramps, steady, drills, report, quick, seconds, flights, only, output],
            result =>
            {
                var isReport = result.GetValue(report);
                var measuresAll = !(result.GetValue(ramps) || result.GetValue(steady) || result.GetValue(drills) || isReport);
                return new LoadOptions
                {
                    MeasuresRamps = measuresAll || result.GetValue(ramps),
                    MeasuresSteady = measuresAll || result.GetValue(steady),
                    MeasuresDrills = measuresAll || result.GetValue(drills),
                    IsReport = isReport,
                    IsQuick = result.GetValue(quick),
                    _secondsPerStep = result.ValueOrNull(seconds),
                    _flights = result.ValueOrNull(flights),
                    Only = result.GetValue(only) ?? "",
                    Out = result.GetValue(output),
                };
            });
    }
}
