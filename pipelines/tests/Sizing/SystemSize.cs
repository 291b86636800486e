using static Pipelines.Tests.Sizing.CapacityInputs;

namespace Pipelines.Tests.Sizing;

/// <summary>The form in which publishers send events.</summary>
/// <param name="KilobytesPerEvent">The size per event, as Event Hubs counts it.</param>
/// <param name="EventsPerMessage">The number of events per message.</param>
internal sealed record EventShape(double KilobytesPerEvent, int EventsPerMessage)
{
    public static readonly EventShape Single = new(EventKilobytes, 1);

    public static readonly EventShape GzippedBatch = new(GzippedBatchKilobytes, 100);
}

/// <summary>The size of a system for an event rate.</summary>
/// <param name="EventsPerSecond">The event rate.</param>
/// <param name="Shape">The form in which publishers send events.</param>
/// <param name="Namespaces">The number of Event Hubs namespaces, each with one hub and one function app that reads the hub.</param>
/// <param name="IsPremium">Whether the namespaces are in the Premium tier.</param>
/// <param name="Units">The number of throughput or processing units in all namespaces.</param>
/// <param name="Partitions">The number of partitions in all hubs.</param>
/// <param name="Instances">The number of always-ready instances for ingestion. Scaling out adds instances up to one per partition.</param>
/// <param name="HttpInstances">The number of always-ready instances for the API.</param>
/// <param name="Machine">The virtual machine on which ADX runs.</param>
/// <param name="AdxInstances">The number of ADX instances.</param>
internal sealed record SystemSize(
    int EventsPerSecond, EventShape Shape, int Namespaces, bool IsPremium, int Units, int Partitions, int Instances, int HttpInstances,
    AdxMachine Machine, int AdxInstances)
{
    private const double SecondsPerDay = 86_400;
    private const double TerabytesPerKilobyte = 1e-9;

    /// <summary>The numbers of processing units that a Premium namespace can have.</summary>
    private static readonly int[] PremiumSizes = [1, 2, 4, 6, 8, 10, 12, 16];

    /// <summary>The event rates in capacity.md.</summary>
    public static readonly IReadOnlyList<int> Rates = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    public double Megabytes => EventsPerSecond * Shape.KilobytesPerEvent / 1000;

    public double Messages => (double)EventsPerSecond / Shape.EventsPerMessage;

    /// <summary>The number of invocations of the ingestion function per second.</summary>
    public double Batches => Partitions * BatchesPerPartition;

    public bool IsStreaming => EventsPerSecond <= StreamingEvents;

    /// <summary>The number of concurrent streaming requests. A partition processes one batch at a time.</summary>
    public double ConcurrentRequests => Batches * BatchSeconds;

    public double AdxGigabytesPerHour => EventsPerSecond * RowKilobytes * 3600 / 1e6;

    public double HotTerabytes => Rows(HotDays);

    public double SsdTerabytes => HotTerabytes * SsdFactor;

    public double RetainedTerabytes => Rows(RetainedDays);

    public int Cores => Machine.Cores * AdxInstances;

    public int Slots => (int)(Cores * SlotsPerCore);

    /// <summary>The load that determines the log volume, with the maximum number of instances that the partitions allow.</summary>
    public LogLoad Logs => new(EventsPerSecond, (int)Math.Ceiling(Batches), 100, Partitions, Partitions, 2 * HttpInstances);

    public static SystemSize For(int eventsPerSecond, EventShape shape)
    {
        var megabytes = eventsPerSecond * shape.KilobytesPerEvent / 1000;
        var messages = (double)eventsPerSecond / shape.EventsPerMessage;

        // 1. Instances: enough for the event rate, given an instance's processor, network and required utilization.
        var instances = Up(eventsPerSecond / (Utilization * Math.Min(InstanceEvents, 1e6 / EventMicroseconds)));

        // 2. Partitions: enough for the bytes, and at least one per instance, because there are never more instances than partitions.
        var needed = Math.Max(Up(megabytes / PartitionMegabytes), instances);
        var units = Math.Max(2, Up(Math.Max(megabytes / UnitMegabytes, messages / UnitMessages)));
        var isPremium = units > StandardUnits || needed > StandardPartitions;
        var (namespaces, partitions) = (1, Math.Clamp(Up(eventsPerSecond / StandardPartitionEvents), 8, (int)StandardPartitions));

        // 3. If Standard is too small: as many Premium namespaces as the units and partitions require.
        if (isPremium)
        {
            var premium = megabytes / PremiumMegabytes;
            namespaces = Math.Max(Up(premium / PremiumUnits), Up(needed / PremiumPartitions));
            partitions = Up((double)needed / namespaces) * namespaces;
            units = PremiumSizes.First(size => size >= premium / namespaces) * namespaces;
        }

        // 4. ADX: the cheapest machines with enough SSD and, if events are streamed, enough slots.
        var size = new SystemSize(
            eventsPerSecond, shape, namespaces, isPremium, units, partitions, instances,
            eventsPerSecond < 10_000 ? 1 : 2 * namespaces, Machines[0], 0);
        return Machines
            .Select(machine => size with { Machine = machine, AdxInstances = size.AdxInstancesFor(machine) })
            .MinBy(candidate => MonthlyCost.AdxPerHour(candidate))!;
    }

    private int AdxInstancesFor(AdxMachine machine)
    {
        var bySsd = Up(SsdTerabytes / SsdUse / machine.SsdTerabytes);
        var bySlots = IsStreaming ? Up(ConcurrentRequests / Utilization / SlotsPerCore / machine.Cores) : 0;
        return Math.Max((int)MinAdxInstances, Math.Max(bySsd, bySlots));
    }

    private double Rows(double days) => days * SecondsPerDay * EventsPerSecond * RowKilobytes * Compression * TerabytesPerKilobyte;

    /// <summary>Rounds up, except for an excess below 0.001, which is a rounding error.</summary>
    private static int Up(double value) => (int)Math.Ceiling(value - 1e-3);
}
