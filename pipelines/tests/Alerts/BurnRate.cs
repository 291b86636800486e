using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipelines.Tests.Alerts;

/// <summary>The constants at the beginning of a burn-rate alert's query.</summary>
internal sealed record BurnRate(double Objective, double Burn, TimeSpan LongWindow, TimeSpan ShortWindow)
{
    /// <returns>The constants, or <c>null</c> if the query does not belong to a burn-rate alert.</returns>
    public static BurnRate? Read(string query) => query.StartsWith("let objective = ", StringComparison.Ordinal)
        ? new BurnRate(Number(query, "objective"), Number(query, "burn"), Window(query, "longWindow"), Window(query, "shortWindow"))
        : null;

    private static double Number(string query, string name) =>
        double.Parse(Regex.Match(query, $@"let {name} = ([\d.]+);").Groups[1].Value, CultureInfo.InvariantCulture);

    private static TimeSpan Window(string query, string name)
    {
        var window = Regex.Match(query, $@"let {name} = (\d+)([mhd]);");
        var count = int.Parse(window.Groups[1].Value, CultureInfo.InvariantCulture);
        return window.Groups[2].Value switch
        {
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }
}
