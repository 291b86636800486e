namespace LocalStack.Demo;

internal static class ProgressLine
{
    private const int BarWidth = 24;

    public static string Create(string activity, long done, long all, TimeSpan elapsed, string remark)
    {
        var part = all == 0 ? 1 : (double)done / all;
        var filled = (int)(part * BarWidth);
        var rate = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        var remaining = rate > 0 ? TimeSpan.FromSeconds((all - done) / rate) : TimeSpan.Zero;
        var bar = new string('=', filled).PadRight(BarWidth);
        var count = $"{part,4:P0} {done,9:N0} of {all:N0}";
        return $"{activity,-10} [{bar}] {count}  {rate,7:N0}/s  {remaining:m\\:ss} left  {remark}".TrimEnd();
    }
}
