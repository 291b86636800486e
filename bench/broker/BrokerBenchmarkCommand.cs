using CommandLines;

namespace BrokerBenchmark;

/// <summary>The command line of the program.</summary>
internal static class BrokerBenchmarkCommand
{
    /// <summary>Creates the program's command line, whose value is the number of events per round.</summary>
    public static ProgramCommand<int> Create()
    {
        var events = OptionOf.CountArgument("events", "Number of events per round.", 100_000_000, defaultValue: 100_000);
        return new ProgramCommand<int>(
            "-c Release --project bench/broker",
            "Publishes durably, in batches of 100 events, to the local event hub and to RabbitMQ alternately.",
            [events],
            result => result.GetValue(events));
    }
}
