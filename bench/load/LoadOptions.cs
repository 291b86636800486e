using CommandLines;

namespace LoadBenchmark;

/// <summary>The program's options.</summary>
internal sealed record LoadOptions
{
    private const int MaxFlights = 3_000_000;

    private int? _secondsPerStep;
    private int? _flights;

    public bool MeasuresRamps { get; private init; }

    public bool MeasuresSteady { get; private init; }

    public bool MeasuresDrills { get; private init; }

    /// <summary>Whether the program only writes the report from existing results.</summary>
    public bool IsReport { get; private init; }

    public bool IsQuick { get; private init; }

    public string? Out { get; private init; }

    public string Only { get; private init; } = "";

    public TimeSpan StepDuration => TimeSpan.FromSeconds(_secondsPerStep ?? (IsQuick ? 2 : 8));

    /// <summary>The command line that repeats the measurement of all parts, without the output folder.</summary>
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
        var drills = OptionOf.Flag("--drills", "Measure the effects of faults under load.");
        var report = OptionOf.Flag("--report", "Measure nothing, and regenerate the report and charts from the results.");
        var quick = OptionOf.Flag(
            "--quick", "Run each part for a minute or two, to verify that the program works. The figures are not meaningful.");
        var seconds = OptionOf.Number("--seconds-per-step", "Duration of each ramp step (8; with --quick 2).", 1, 3600);
        var flights = OptionOf.Count("--flights", "Number of real flights in the stack (200k; with --quick 20k).", MaxFlights);
        var only = OptionOf.Text("--only", "text", "Run only the ramps and drills whose names contain the text.");
        var output = OptionOf.Text(
            "--out", "folder", "Folder for results, report and charts (docs in the repository; with --quick a temporary folder).");
        return new ProgramCommand<LoadOptions>(
            "-c Release --project bench/load",
            "Raises the load on a local stack until it is overloaded, and reports the limits and the time to recovery. Without --ramps, "
            + "--steady, --drills and --report, the program measures all three parts.",
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
