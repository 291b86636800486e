using System.Globalization;
using System.Text;
using static Pipelines.Tests.Sizing.CapacityInputs;

namespace Pipelines.Tests.Sizing;

/// <summary>Creates the table of sizes and costs in docs/operations/capacity.md.</summary>
internal static class CapacityTable
{
    private static readonly (string Name, Func<SystemSize, string> Cell)[] Sizes =
    [
        ("Into Event Hubs", size => $"{Number(size.Megabytes)} MB/s, {Number(size.EventsPerSecond * SecondsPerMonth / 1e9)} bn/month"),
        ("**Event Hubs**", size => size.IsPremium ? $"Premium, {Number(size.Units)} PU" : $"Standard, {Number(size.Units)} TU"),
        ("Namespaces, each with a function app", size => Number(size.Namespaces)),
        ("**Partitions**", size => Number(size.Partitions)),
        ("Events/s per partition", size => Number(size.EventsPerSecond / (double)size.Partitions)),
        ("**Instances (2 GB), ingestion**, always ready; at most one per partition", size => Number(size.Instances)),
        ("**Instances, HTTP**", size => Number(size.HttpInstances)),
        ("Ingestion", size => size.IsStreaming ? "streaming" : "queued"),
        ("Concurrent streaming requests", size => size.IsStreaming ? Number(size.ConcurrentRequests) : "-"),
        ("Into ADX", size => $"{Number(size.AdxGigabytesPerHour)} GB/h"),
        ("Hot (31 days), compressed", size => Terabytes(size.HotTerabytes)),
        ("SSD in use, with view and streaming", size => Terabytes(size.SsdTerabytes)),
        ("Kept (365 days), compressed", size => Terabytes(size.RetainedTerabytes)),
        ("**ADX**", size => $"{Number(size.AdxInstances)} x {size.Machine.Name}"),
        ("Cores and streaming slots of ADX", size => $"{Number(size.Cores)}, {Number(size.Slots)}"),
        ("SSD of ADX", size => Terabytes(size.AdxInstances * size.Machine.SsdTerabytes)),
    ];

    private static readonly (string Name, Func<MonthlyCost, double> Cost)[] Costs =
    [
        ("Event Hubs, with Capture", cost => cost.EventHubs),
        ("Functions", cost => cost.Functions),
        ("ADX and retained rows", cost => cost.Adx),
        ("Logs", cost => cost.Logs),
        ("Checkpoints and alerts", cost => cost.Rest),
        ("**Cost per month**", cost => cost.Total),
    ];

    public static string Text(LogSettings logs)
    {
        var sizes = SystemSize.Rates.Select(rate => SystemSize.For(rate, EventShape.Single)).ToList();
        var costs = sizes.Select(size => MonthlyCost.From(size, logs)).ToList();
        var packed = SystemSize.Rates.Select(rate => SystemSize.For(rate, EventShape.GzippedBatch)).ToList();
        var text = new StringBuilder();
        Row("", SystemSize.Rates.Select(rate => $"{Number(rate)}/s"));
        text.Append("|---|").Append(string.Concat(Enumerable.Repeat("---|", sizes.Count))).Append('\n');
        foreach (var (name, cell) in Sizes)
            Row(name, sizes.Select(cell));
        Row("Logs per day", sizes.Select(size => $"{Number(LogVolume.Total(size.Logs, logs))} GB"));
        foreach (var (name, cost) in Costs)
            Row(name, costs.Select(one => Money(cost(one), isTotal: name.StartsWith('*'))));
        Row("A million events", sizes.Zip(costs, PerMillion));
        Row(
            "**Cost per month with gzipped messages of 100 events**",
            packed.Select(size => Money(MonthlyCost.From(size, logs).Total, isTotal: true)));
        Row("Their Event Hubs", packed.Select(size => Number(size.Units) + (size.IsPremium ? " PU" : " TU")));
        return text.ToString();

        void Row(string name, IEnumerable<string> cells) => text.Append($"| {name} | ".Replace("|  |", "| |", StringComparison.Ordinal))
            .AppendJoin(" | ", cells).Append(" |\n");
    }

    private static string PerMillion(SystemSize size, MonthlyCost cost) =>
        (cost.Total / (size.EventsPerSecond * SecondsPerMonth / 1e6)).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Money(double dollars, bool isTotal)
    {
        var digits = Math.Max(0, (int)Math.Floor(Math.Log10(Math.Max(1, dollars))) - 1);
        var rounded = Math.Round(dollars / Math.Pow(10, digits)) * Math.Pow(10, digits);
        return isTotal ? $"**about {rounded.ToString("#,0", CultureInfo.InvariantCulture)}**" : Number(Math.Round(dollars));
    }

    private static string Terabytes(double value) => $"{Number(value)} TB";

    /// <summary>Formats numbers below 1 with two decimal places, and numbers below 10 with at most one decimal place.</summary>
    private static string Number(double value) => value switch
    {
        0 => "0",
        < 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };
}
