namespace Microsoft.Azure.Functions.Worker;

internal static class RetryInterval
{
    public static TimeSpan Parse(string text, string parameter) =>
        TimeSpan.TryParse(text, out var interval) && interval >= TimeSpan.Zero
            ? interval
            : throw new ArgumentOutOfRangeException(parameter, text, "Not a time span of zero or more.");
}
