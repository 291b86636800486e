namespace LocalStack.Board;

/// <summary>
/// A burn-rate rule, which fires while the error budget burns at more than <paramref name="Burn"/> times the sustainable rate in both
/// windows (bicep/monitoring/alerts/burn-rate.kql).
/// </summary>
internal sealed record BurnRateTier(string Name, TimeSpan LongWindow, TimeSpan ShortWindow, double Burn)
{
    public static readonly BurnRateTier Fast = new("fast", TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 14.4);
    public static readonly BurnRateTier Slow = new("slow", TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 6);
    public static readonly BurnRateTier Day = new("day", TimeSpan.FromDays(1), TimeSpan.FromHours(2), 3);
}
