using static Pipelines.Tests.Sizing.CapacityInputs;

namespace Pipelines.Tests.Sizing;

/// <summary>The cost of a system, in USD per month.</summary>
internal sealed record MonthlyCost(double EventHubs, double Functions, double Adx, double Logs, double Rest)
{
    private const double EventsPerCheckpoint = 5;
    private const double Million = 1e6;

    public double Total => EventHubs + Functions + Adx + Logs + Rest;

    /// <summary>Computes the cost of a system.</summary>
    /// <param name="size">The size of the system.</param>
    /// <param name="logs">The logging settings of the system.</param>
    public static MonthlyCost From(SystemSize size, LogSettings logs)
    {
        var ingress = size.Messages * Math.Max(1, size.Shape.KilobytesPerEvent * size.Shape.EventsPerMessage / 64) * SecondsPerMonth;
        var invocations = size.Batches * SecondsPerMonth;
        return new MonthlyCost(
            size.IsPremium
                ? size.Units * PremiumPrice * HoursPerMonth
                : (size.Units * (UnitPrice + CapturePrice) * HoursPerMonth) + (ingress / Million * IngressPrice),
            (size.Instances * BusyInstancePrice) + (size.HttpInstances * IdleInstancePrice) + (invocations / Million * InvocationPrice),
            (AdxPerHour(size) * HoursPerMonth) + (size.RetainedTerabytes * StoragePrice),
            LogVolume.Total(size.Logs, logs) * DaysPerMonth * LogPrice,
            (invocations / EventsPerCheckpoint / 10_000 * OperationPrice) + (size.Namespaces * AlertPrice));
    }

    public static double AdxPerHour(SystemSize size) =>
        size.AdxInstances * (size.Machine.PricePerHour + (size.Machine.Cores * AdxMarkup));
}
