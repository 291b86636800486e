namespace LocalStack.Cli;

/// <summary>The progress of a long-running operation.</summary>
/// <param name="Activity">A description of the operation.</param>
/// <param name="Done">The completed part of <paramref name="All"/>.</param>
/// <param name="All">The total amount of work, or 0 if the amount is unknown.</param>
/// <param name="Elapsed">The time since the start.</param>
/// <param name="Remark">The remark after the figures. The remark can be empty.</param>
internal sealed record ProgressStep(string Activity, long Done = 0, long All = 0, TimeSpan Elapsed = default, string Remark = "")
{
    private const int BarWidth = 24;

    public bool IsCounted => All > 0;

    /// <summary>The completed fraction of the work, or 1 if the amount of work is unknown.</summary>
    public double Share => IsCounted ? (double)Done / All : 1;

    /// <summary>The completed amount, the rate, the remaining time and the remark as text.</summary>
    public string Figures
    {
        get
        {
            var rate = Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;
            var remaining = rate > 0 ? TimeSpan.FromSeconds((All - Done) / rate) : TimeSpan.Zero;
            return $"{Done,9:N0} of {All:N0}  {rate,7:N0}/s  {remaining:m\\:ss} left  {Remark}".TrimEnd();
        }
    }

    /// <summary>Returns the progress as one line of text.</summary>
    public override string ToString()
    {
        var bar = new string('=', (int)(Share * BarWidth)).PadRight(BarWidth);
        return IsCounted ? $"{Activity,-10} [{bar}] {Share,4:P0} {Figures}" : Activity;
    }
}
