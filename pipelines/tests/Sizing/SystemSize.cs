using static Pipelines.Tests.Sizing.CapacityInputs;

namespace Pipelines.Tests.Sizing;

/// <summary>The form in which publishers send events.</summary>
/// <param name="KilobytesPerEvent">The size of an event as Event Hubs counts it.</param>
/// <param name="EventsPerMessage">Events of one message.</param>
internal sealed record EventShape(double KilobytesPerEvent, int EventsPerMessage)
{
    public static readonly EventShape Single = new(EventKilobytes, 1);

    public static readonly EventShape GzippedBatch = new(GzippedBatchKilobytes, 100);
}

/// <summary>The sizes of a system for a rate of events.</summary>
/// <param name="EventsPerSecond">The rate.</param>
/// <param name="Shape">The form in which publishers send events.</param>
/// <param name="Namespaces">Event Hubs namespaces, each with a hub and a function app that reads it.</param>
/// <param name="IsPremium">The tier of the namespaces.</param>
/// <param name="Units">Throughput or processing units of all namespaces.</param>
/// <param name="Partitions">The partitions of all hubs.</param>
/// <param name="Instances">Instances for ingestion, always ready. Scaling out reaches one per partition at most.</param>
/// <param name="HttpInstances">Instances for the API, always ready.</param>
/// <param name="Machine">The virtual machine of ADX.</param>
/// <param name="AdxInstances">The number of them.</param>
internal sealed record SystemSize(
    int EventsPerSecond, EventShape Shape, int Namespaces, bool IsPremium, int Units, int Partitions, int Instances, int HttpInstances,
    AdxMachine Machine, int AdxInstances)
{
    private const double SecondsPerDay = 86_400;
    private const double TerabytesPerKilobyte = 1e-9;

    /// <summary>The sizes in which a namespace can be bought.</summary>
    private static readonly int[] PremiumSizes = [1, 2, 4, 6, 8, 10, 12, 16];

    /// <summary>The rates of capacity.md.</summary>
    public static readonly IReadOnlyList<int> Rates = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    public double Megabytes => EventsPerSecond * Shape.KilobytesPerEvent / 1000;

    public double Messages => (double)EventsPerSecond / Shape.EventsPerMessage;

    /// <summary>Invocations of the ingesting function per second.</summary>
    public double Batches => Partitions * BatchesOfPartition;

    public bool IsStreaming => EventsPerSecond <= StreamingEvents;

    /// <summary>Streaming requests at a time: a partition processes one batch at a time.</summary>
    public double ConcurrentRequests => Batches * BatchSeconds;

    public double AdxGigabytesPerHour => EventsPerSecond * RowKilobytes * 3600 / 1e6;

    public double HotTerabytes => Rows(HotDays);

    public double SsdTerabytes => HotTerabytes * SsdFactor;

    public double RetainedTerabytes => Rows(RetainedDays);

    public int Cores => Machine.Cores * AdxInstances;

    public int Slots => (int)(Cores * SlotsOfCore);

    /// <summary>The log volume at this size, scaled out as far as the partitions allow.</summary>
    public LogLoad Logs => new(EventsPerSecond, (int)Math.Ceiling(Batches), 100, Partitions, Partitions, 2 * HttpInstances);

    public static SystemSize For(int eventsPerSecond, EventShape shape)
    {
        var megabytes = eventsPerSecond * shape.KilobytesPerEvent / 1000;
        var messages = (double)eventsPerSecond / shape.EventsPerMessage;

        // 1. Instances: the capacity of one's processor and network, at the utilization that the requirements state.
        var instances = Up(eventsPerSecond / (Utilization * Math.Min(InstanceEvents, 1e6 / EventMicroseconds)));

        // 2. Partitions: by bytes, and one for each instance, since there are never more instances than partitions.
        var needed = Math.Max(Up(megabytes / PartitionMegabytes), instances);
        var units = Math.Max(2, Up(Math.Max(megabytes / UnitMegabytes, messages / UnitMessages)));
        var isPremium = units > StandardUnits || needed > StandardPartitions;
        var (namespaces, partitions) = (1, Math.Clamp(Up(eventsPerSecond / StandardPartitionEvents), 8, (int)StandardPartitions));

        // 3. Beyond Standard: as many Premium namespaces as the units and the partitions need.
        if (isPremium)
        {
            var premium = megabytes / PremiumMegabytes;
            namespaces = Math.Max(Up(premium / PremiumUnits), Up(needed / PremiumPartitions));
            partitions = Up((double)needed / namespaces) * namespaces;
            units = PremiumSizes.First(size => size >= premium / namespaces) * namespaces;
        }

        // 4. ADX: the cheapest machines with the SSD, and with the slots while events are streamed.
        var size = new SystemSize(
            eventsPerSecond, shape, namespaces, isPremium, units, partitions, instances,
            eventsPerSecond < 10_000 ? 1 : 2 * namespaces, Machines[0], 0);
        return Machines
            .Select(machine => size with { Machine = machine, AdxInstances = size.AdxInstancesOf(machine) })
            .MinBy(candidate => MonthlyCost.AdxPerHour(candidate))!;
    }

    private int AdxInstancesOf(AdxMachine machine)
    {
        var bySsd = Up(SsdTerabytes / SsdUse / machine.SsdTerabytes);
        var bySlots = IsStreaming ? Up(ConcurrentRequests / Utilization / SlotsOfCore / machine.Cores) : 0;
        return Math.Max((int)MinAdxInstances, Math.Max(bySsd, bySlots));
    }

    private double Rows(double days) => days * SecondsPerDay * EventsPerSecond * RowKilobytes * Compression * TerabytesPerKilobyte;

    /// <summary>Rounds up; a thousandth above a whole number is one of floating point.</summary>
    private static int Up(double value) => (int)Math.Ceiling(value - 1e-3);
}
