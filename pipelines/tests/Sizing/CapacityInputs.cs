using System.Globalization;
using System.Text;

namespace Pipelines.Tests.Sizing;

/// <summary>An input of the capacity model.</summary>
/// <param name="Text">The input's description.</param>
/// <param name="Value">The value, in the unit.</param>
/// <param name="Origin">
/// The source of the value: "limit" (documented by the service), "measured" (by this project), "assumed", or "recalled" (a list price or
/// limit from memory).
/// </param>
internal sealed record CapacityInput(string Text, double Value, string Unit, string Origin)
{
    public static implicit operator double(CapacityInput input) => input.Value;
}

/// <summary>The inputs of the capacity model, all of which docs/operations/capacity.md lists. Prices are in USD.</summary>
internal static class CapacityInputs
{
    public const double HoursPerMonth = 730;
    public const double SecondsPerMonth = HoursPerMonth * 3600;
    public const double DaysPerMonth = HoursPerMonth / 24;

    private static readonly List<CapacityInput> Listed = [];

    public static readonly CapacityInput EventKilobytes = Input("Published event", 1, "KB", "assumed");
    public static readonly CapacityInput GzippedBatchKilobytes =
        Input("Event in a gzipped message of 100 events", 0.2, "KB", "assumed");
    public static readonly CapacityInput RowKilobytes = Input("Row as streamed to ADX, with column names", 0.7, "KB", "assumed");
    public static readonly CapacityInput Compression =
        Input("Size of a row in ADX, compressed and with indexes", 0.1, "of the streamed row", "recalled");
    public static readonly CapacityInput SsdFactor = Input("SSD for hot rows, the view and streaming", 1.5, "of the hot rows", "assumed");
    public static readonly CapacityInput HotDays = Input("Hot cache period of rows", 31, "days", "kusto/schema.kql");
    public static readonly CapacityInput RetainedDays = Input("Retention of rows", 365, "days", "kusto/schema.kql");

    public static readonly CapacityInput UnitMegabytes = Input("Ingress per throughput unit", 1, "MB/s", "limit");
    public static readonly CapacityInput UnitMessages = Input("Messages per throughput unit", 1000, "per second", "limit");
    public static readonly CapacityInput StandardUnits = Input("Throughput units per Standard namespace", 40, "", "limit");
    public static readonly CapacityInput StandardPartitions = Input("Partitions per hub in Standard", 32, "", "limit");
    public static readonly CapacityInput PremiumPartitions = Input("Partitions per hub in Premium", 100, "", "limit");
    public static readonly CapacityInput PremiumUnits = Input("Processing units per Premium namespace", 16, "", "limit");
    public static readonly CapacityInput PremiumMegabytes = Input("Ingress per processing unit", 6.25, "MB/s", "recalled");
    public static readonly CapacityInput PartitionMegabytes = Input("Ingress per partition", 1, "MB/s", "recalled");
    public static readonly CapacityInput StandardPartitionEvents =
        Input("Events per partition in Standard, so that batches remain small", 312.5, "per second", "assumed");

    public static readonly CapacityInput Utilization = Input("Utilization of instances and streaming slots", 0.6, "", "requirement");
    public static readonly CapacityInput InstanceEvents =
        Input("Events per instance of 2 GB, limited by the network and ADX's response time", 5000, "per second", "assumed");
    public static readonly CapacityInput EventMicroseconds = Input(
        "Processor time per event in the worker", 13.4, "µs", "measured, [decision 0024](../decisions/0024-decoding-of-events.md)");
    public static readonly CapacityInput BatchesPerPartition =
        Input("Batches per partition, processed sequentially", 3, "per second", "assumed");
    public static readonly CapacityInput BatchSeconds = Input("Duration of a batch's streaming request", 0.3, "s", "assumed");

    public static readonly CapacityInput SlotsPerCore = Input("Concurrent streaming requests per ADX core", 6, "", "limit");
    public static readonly CapacityInput SsdUse = Input("Utilization of ADX's SSD", 0.8, "", "assumed");
    public static readonly CapacityInput MinAdxInstances = Input("Minimum number of instances for a cluster with an SLA", 2, "", "limit");
    public static readonly CapacityInput StreamingEvents =
        Input("Highest event rate for streaming ingestion; queued ingestion above", 10_000, "per second", "assumed, see below");

    public static readonly CapacityInput UnitPrice = Input("Throughput unit", 0.03, "per hour", "recalled");
    public static readonly CapacityInput CapturePrice =
        Input("Capture, per throughput unit (included in Premium)", 0.10, "per hour", "recalled");
    public static readonly CapacityInput IngressPrice = Input("Ingress in Standard, units of 64 KB", 0.028, "per million", "recalled");
    public static readonly CapacityInput PremiumPrice = Input("Processing unit", 1.233, "per hour", "recalled");
    public static readonly CapacityInput BusyInstancePrice =
        Input("Always-ready instance, busy all month: 2 GB x (0.000004 + 0.000016) per second", 105, "per month", "recalled");
    public static readonly CapacityInput IdleInstancePrice = Input("Always-ready instance, idle all month", 21, "per month", "recalled");
    public static readonly CapacityInput InvocationPrice = Input("Invocations", 0.40, "per million", "recalled");
    public static readonly CapacityInput AdxMarkup =
        Input("ADX, per core in addition to its virtual machine", 0.11, "per hour", "recalled");
    public static readonly CapacityInput StoragePrice = Input("Storage for retained rows", 20, "per TB and month", "recalled");
    public static readonly CapacityInput LogPrice = Input("Logs", 2.30, "per GB", "recalled");
    public static readonly CapacityInput OperationPrice =
        Input("Blob operations for checkpoints, one for every fifth batch", 0.004, "for 10,000", "recalled");
    public static readonly CapacityInput AlertPrice = Input("26 log rules and 13 metric rules", 40, "per month", "recalled");

    /// <summary>The virtual machines that a cluster can have.</summary>
    public static readonly IReadOnlyList<AdxMachine> Machines =
    [
        new("Standard_E4ads_v5", 4, 0.15, 0.26),
        new("Standard_L8s_v3", 8, 1.9, 0.70),
        new("Standard_L16s_v3", 16, 3.9, 1.40),
    ];

    /// <summary>Returns the table of inputs in capacity.md.</summary>
    public static string Table()
    {
        var text = new StringBuilder("| Input | Value | Origin |\n|---|---|---|\n");
        foreach (var (name, value, unit, origin) in Listed)
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {$"{value:#,0.####} {unit}".TrimEnd()} | {origin} |\n");
        foreach (var (name, cores, ssd, price) in Machines)
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {cores} cores, {ssd} TB of SSD, {price:0.00} per hour | recalled |\n");

        return text.ToString();
    }

    private static CapacityInput Input(string text, double value, string unit, string origin)
    {
        var input = new CapacityInput(text, value, unit, origin);
        Listed.Add(input);
        return input;
    }
}

/// <summary>A virtual machine that ADX offers.</summary>
/// <param name="Name">The SKU.</param>
/// <param name="Cores">The number of virtual cores.</param>
/// <param name="SsdTerabytes">The size of the SSD for hot rows, in TB.</param>
/// <param name="PricePerHour">The price in USD, without ADX's markup.</param>
internal sealed record AdxMachine(string Name, int Cores, double SsdTerabytes, double PricePerHour);
