using LocalStack.Cli;
using LocalStack.Configuration;

namespace PathBenchmark;

/// <summary>The command line of the benchmark.</summary>
/// <param name="Events">The number of events of each stage; a quarter of them is the warm-up.</param>
/// <param name="Partitions">The partitions of the event hub.</param>
/// <param name="Settings">App settings and environment variables of the worker, e.g. <c>DOTNET_gcServer=1</c>.</param>
internal sealed record PathOptions(int Events, int Partitions, IReadOnlyDictionary<string, string> Settings)
{
    public const string Usage = """
        Usage: dotnet run -c Release --project bench/path [-- <options>]

          --events <n>            events of each stage (400k); a quarter of them warms it up
          --partitions <n>        partitions of the event hub (4)
          --setting <name=value>  app setting or environment variable of the worker, e.g. DOTNET_gcServer=1; can be repeated

        """;

    /// <exception cref="CommandLineException">An option is unknown or its value is invalid.</exception>
    public static PathOptions Parse(IReadOnlyList<string> args)
    {
        var (events, partitions) = (400_000, LocalStackOptions.DefaultPartitions);
        var settings = new Dictionary<string, string>();
        foreach (var (option, value) in CommandLineValues.Pairs(args))
        {
            switch (option)
            {
                case "--events":
                    events = CommandLineValues.Count(option, value, 100_000_000);
                    break;
                case "--partitions":
                    partitions = CommandLineValues.Number(option, value, 1, 32);
                    break;
                case "--setting":
                    var (name, text) = CommandLineValues.Assignment(option, value);
                    settings[name] = text;
                    break;
                default:
                    throw new CommandLineException($"'{option}' is not an option, or '{value}' is not a value of it.");
            }
        }

        return new PathOptions(events, partitions, settings);
    }
}
