using CommandLines;
using LocalStack.Configuration;

namespace PathBenchmark;

/// <summary>The options of the program.</summary>
/// <param name="Events">The number of events of each stage; a quarter of them is the warm-up.</param>
/// <param name="Partitions">The partitions of the event hub.</param>
/// <param name="Settings">App settings and environment variables of the worker, e.g. <c>DOTNET_gcServer=1</c>.</param>
internal sealed record PathOptions(int Events, int Partitions, IReadOnlyDictionary<string, string> Settings)
{
    public static ProgramCommand<PathOptions> CreateCommand()
    {
        var events = OptionOf.Count("--events", "Events of each stage. A quarter of them is the warm-up.", 100_000_000)
            .WithDefault(400_000);
        var partitions = OptionOf.Number("--partitions", "Partitions of the event hub.", 1, 32)
            .WithDefault(LocalStackOptions.DefaultPartitions);
        var setting = OptionOf.Assignments(
            "--setting",
            "App setting or environment variable of the worker, e.g. DOTNET_gcServer=1. It can be repeated.",
            "Ingestion:Retries=3");
        return new ProgramCommand<PathOptions>(
            "-c Release --project bench/path",
            "Measures the path of an event by stages: events per second, and the processor time per event of each process.",
            [events, partitions, setting],
            result => new PathOptions(result.GetValue(events), result.GetValue(partitions), result.GetRequiredValue(setting)));
    }
}
