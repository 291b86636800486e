using LocalStack.Cli;

namespace LoadBenchmark;

/// <summary>The command line of the benchmark.</summary>
internal sealed record LoadOptions
{
    public const string Usage =
        """
        Raises the load on a local stack until it breaks, and reports where, how, and how long it takes to recover.

        Usage: dotnet run -c Release --project bench/load -- [options]

        Parts; all of them without an option
          --ramps                 rising rates of requests, of events, and of both
          --steady                the share of events that are queryable within 50 ms at 1,000, 5,000 and 10,000 events/s
          --drills                faults during load
          --report                measure nothing: write report and pictures again from the results

        Form
          --quick                 a minute or two for each part, to see that everything works; the figures mean little
          --seconds-per-step <n>  duration of a step of a ramp (8; quick: 2)
          --flights <n>           real flights that the API has, e.g. 200k (200k; quick: 20k)
          --only <text>           of ramps and drills only those whose name contains the text
          --out <folder>          results, report and pictures (docs of the repository; quick: a temporary folder)
          --help                  this text

        """;

    private const int MaxFlights = 3_000_000;

    private int? _secondsPerStep;
    private int? _flights;

    public bool MeasuresRamps { get; private set; }

    public bool MeasuresSteady { get; private set; }

    public bool MeasuresDrills { get; private set; }

    /// <summary>Whether only the report is written.</summary>
    public bool IsReport { get; private set; }

    public bool IsQuick { get; private set; }

    public bool IsHelpWanted { get; private set; }

    public string? Out { get; private set; }

    public string Only { get; private set; } = "";

    public TimeSpan StepDuration => TimeSpan.FromSeconds(_secondsPerStep ?? (IsQuick ? 2 : 8));

    /// <summary>The command line that repeats the measurement of all parts, without the place of its results.</summary>
    public string Command => "dotnet run -c Release --project bench/load"
        + (IsQuick || _secondsPerStep is not null || _flights is not null ? " --" : "")
        + (IsQuick ? " --quick" : "")
        + (_secondsPerStep is { } seconds ? $" --seconds-per-step {seconds}" : "")
        + (_flights is { } flights ? $" --flights {flights}" : "");

    public int Flights => _flights ?? (IsQuick ? 20_000 : 200_000);

    /// <exception cref="CommandLineException">An option is unknown or its value is invalid.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> args)
    {
        var result = new LoadOptions();
        foreach (var (option, value) in CommandLineValues.Pairs(args))
            result.Take(option, value);
        if (!(result.MeasuresRamps || result.MeasuresSteady || result.MeasuresDrills || result.IsReport))
            result.MeasuresRamps = result.MeasuresSteady = result.MeasuresDrills = true;
        return result;
    }

    private void Take(string option, string? value)
    {
        switch (option)
        {
            case "--ramps":
                MeasuresRamps = CommandLineValues.Flag(option, value);
                break;
            case "--steady":
                MeasuresSteady = CommandLineValues.Flag(option, value);
                break;
            case "--drills":
                MeasuresDrills = CommandLineValues.Flag(option, value);
                break;
            case "--report":
                IsReport = CommandLineValues.Flag(option, value);
                break;
            case "--quick":
                IsQuick = CommandLineValues.Flag(option, value);
                break;
            case "--seconds-per-step":
                _secondsPerStep = CommandLineValues.Number(option, value, 1, 3600);
                break;
            case "--flights":
                _flights = CommandLineValues.Count(option, value, MaxFlights);
                break;
            case "--only":
                Only = CommandLineValues.Text(option, value);
                break;
            case "--out":
                Out = CommandLineValues.Text(option, value);
                break;
            case "--help" or "-h":
                IsHelpWanted = CommandLineValues.Flag(option, value);
                break;
            default:
                throw new CommandLineException($"'{option}' is not an option.");
        }
    }
}
