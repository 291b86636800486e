using System.Globalization;
using System.Text.RegularExpressions;
using LocalStack.Board;

namespace LocalStack.Tests.Board;

/// <summary>Reads the objectives and burn-rate rules that are deployed to Azure from bicep/monitoring.</summary>
internal static partial class AlertRules
{
    private static readonly string Alerts = Path.Combine(Repository.Root, "bicep/monitoring/alerts");

    private static readonly string Bicep = File.ReadAllText(Path.Combine(Repository.Root, "bicep/monitoring/objectives.bicep"));

    /// <summary>Returns the name, target, minimum number of events in the long window, and tiers of each objective.</summary>
    public static IEnumerable<(string Name, double Target, int MinimumTotal, string Tiers)> Objectives() =>
        from Match row in Objective().Matches(Bicep)
        select (
            row.Groups["name"].Value,
            Number(row.Groups["objective"].Value),
            int.Parse(row.Groups["minimum"].Value, CultureInfo.InvariantCulture),
            row.Groups["tiers"].Value.Replace("'", "", StringComparison.Ordinal));

    public static IEnumerable<BurnRateTier> Tiers() =>
        from Match row in Tier().Matches(Bicep)
        select new BurnRateTier(
            row.Groups["name"].Value,
            Duration(row.Groups["long"].Value),
            Duration(row.Groups["short"].Value),
            Number(row.Groups["burn"].Value));

    /// <summary>Returns the statements that define <c>sli</c>.</summary>
    public static string Indicator(Objective objective) =>
        $"""
        {File.ReadAllText(Path.Combine(Alerts, "tables.kql"))}
        let sli = {File.ReadAllText(Path.Combine(Alerts, "slo", $"{objective.Name}.kql"))};
        """;

    /// <summary>Returns the alert's query as composed by the Bicep module, evaluated at a specified time.</summary>
    public static string BurnRate(Objective objective, BurnRateTier tier, double burn, int minimumTotal, DateTimeOffset now)
    {
        var rule = File.ReadAllText(Path.Combine(Alerts, "burn-rate.kql"));
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            let evaluatedAt = datetime({now.UtcDateTime:O});
            let objective = {objective.Target};
            let burn = {burn:F1};
            let longWindow = {tier.LongWindow.TotalMinutes}m;
            let shortWindow = {tier.ShortWindow.TotalMinutes}m;
            let minimumTotal = {minimumTotal};
            {Indicator(objective)}
            {rule.Replace("ago(", "(evaluatedAt - ", StringComparison.Ordinal)}
            """);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Duration(string text) => text[^1] switch
    {
        'm' => TimeSpan.FromMinutes(Number(text[..^1])),
        'h' => TimeSpan.FromHours(Number(text[..^1])),
        _ => TimeSpan.FromDays(Number(text[..^1])),
    };

    [GeneratedRegex(
        @"name: '(?<name>[\w-]+)'\s+sli: loadTextContent\('alerts/slo/\k<name>.kql'\)\s+objective: '(?<objective>[\d.]+)'"
        + @"(?:\s+//[^\n]*)*\s+minimumTotal: (?<minimum>\d+)(?:\s+//[^\n]*)*\s+tiers: \[(?<tiers>[^\]]+)\]")]
    private static partial Regex Objective();

    [GeneratedRegex(@"(?<name>\w+): \{\s+longWindow: '(?<long>\w+)'\s+shortWindow: '(?<short>\w+)'\s+burn: '(?<burn>[\d.]+)'")]
    private static partial Regex Tier();
}
