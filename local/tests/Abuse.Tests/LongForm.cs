using System.Globalization;

namespace Abuse.Tests;

/// <summary>How long one target of a long form is attacked at most, by the environment variable ABUSE_MINUTES; without it, until all inputs are sent.</summary>
internal static class LongForm
{
    public static TimeSpan Limit { get; } = Environment.GetEnvironmentVariable("ABUSE_MINUTES") is { Length: > 0 } minutes
        ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))
        : TimeSpan.MaxValue;
}
