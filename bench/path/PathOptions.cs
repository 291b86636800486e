using CommandLines;
using LocalStack.Configuration;

namespace PathBenchmark;

/// <summary>The program's options.</summary>
/// <param name="Events">The number of events per stage. A quarter of the events are used for the warm-up.</param>
/// <param name="Partitions">The number of partitions in the event hub.</param>
/// <param name="Settings">App settings and environment variables for the worker, such as <c>DOTNET_gcServer=1</c>.</param>
internal sealed record PathOptions(int Events, int Partitions, IReadOnlyDictionary<string, string> Settings)
{
    public static ProgramCommand<PathOptions> CreateCommand()
    {
        var events = OptionOf
            .Count("--events", "Number of events per stage. A quarter of the events are used for the warm-up.", 100_000_000)
            .WithDefault(400_000);
        var partitions = OptionOf.Number("--partitions", "Number of partitions in the event hub.", 1, 32)
            .WithDefault(LocalStackOptions.DefaultPartitions);
        var setting = OptionOf.Assignments(
            "--setting",
            "App setting or environment variable for the worker, such as DOTNET_gcServer=1. The option can be repeated.",
            "Ingestion:Retries=3");
        return new ProgramCommand<PathOptions>(
            "-c Release --project bench/path",
            "Measures event ingestion by stages: events per second, and each process's processor time per event.",
            [events, partitions, setting],
            result => new PathOptions(result.GetValue(events), result.GetValue(partitions), result.GetRequiredValue(setting)));
    }
}
