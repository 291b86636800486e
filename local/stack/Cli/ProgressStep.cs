namespace LocalStack.Cli;

/// <summary>The state of long work.</summary>
/// <param name="Activity">The work; the whole text if nothing is counted.</param>
/// <param name="Done">The completed amount of <paramref name="All"/>.</param>
/// <param name="All">The whole amount; 0 if nothing is counted.</param>
/// <param name="Elapsed">The time since the start.</param>
/// <param name="Remark">A string after the figures; may be empty.</param>
internal sealed record ProgressStep(string Activity, long Done = 0, long All = 0, TimeSpan Elapsed = default, string Remark = "")
{
    private const int BarWidth = 24;

    public bool IsCounted => All > 0;

    /// <summary>The completed fraction of the whole.</summary>
    public double Share => IsCounted ? (double)Done / All : 1;

    /// <summary>Amount, rate, remaining time and remark.</summary>
    public string Figures
    {
        get
        {
            var rate = Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;
            var remaining = rate > 0 ? TimeSpan.FromSeconds((All - Done) / rate) : TimeSpan.Zero;
            return $"{Done,9:N0} of {All:N0}  {rate,7:N0}/s  {remaining:m\\:ss} left  {Remark}".TrimEnd();
        }
    }

    /// <summary>The state as a line of text.</summary>
    public override string ToString()
    {
        var bar = new string('=', (int)(Share * BarWidth)).PadRight(BarWidth);
        return IsCounted ? $"{Activity,-10} [{bar}] {Share,4:P0} {Figures}" : Activity;
    }
}
