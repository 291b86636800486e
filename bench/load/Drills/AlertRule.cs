using System.Globalization;
using System.Text.RegularExpressions;
using LoadBenchmark.Alerts;
using LocalStack.Board;
using LocalStack.Configuration;

namespace LoadBenchmark.Drills;

/// <summary>A log alert in bicep/monitoring.</summary>
/// <param name="Name">The name in Azure without the environment's prefix.</param>
/// <param name="Severity">The severity, from 0 (most severe) to 3.</param>
/// <param name="FrequencyMinutes">The interval at which Azure evaluates the alert.</param>
/// <param name="Query">The query in KQL.</param>
internal sealed partial record AlertRule(string Name, int Severity, int FrequencyMinutes, string Query)
{
    private static readonly string Folder = Path.Combine(BuildPaths.RepositoryRoot, "bicep/monitoring");

    private static readonly string Tables = Text("alerts/tables.kql");

    /// <summary>Reads all log alerts.</summary>
    public static IReadOnlyList<AlertRule> Read()
    {
        var objectives = Text("objectives.bicep");
        var tiers = Tier().Matches(objectives).ToDictionary(
            tier => tier.Groups["name"].Value,
            tier => (Frequency: Number(tier, "frequency"), Severity: Number(tier, "severity")));
        var pages = Pages().Matches(objectives).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["pages"].Value == "true");
        return
        [
            .. from objective in Objective.All
               from tier in objective.Tiers
               let severity = pages[objective.Name] ? tiers[tier.Name].Severity : 3
               select new AlertRule(
                   $"{objective.Name}-{tier.Name}", severity, tiers[tier.Name].Frequency, BurnRate(objective, tier)),
            .. Condition().Matches(Text("conditions.bicep")).Select(row => new AlertRule(
                row.Groups["name"].Value,
                Number(row, "severity"),
                Number(row, "frequency"),
                Tables + Text($"alerts/{row.Groups["name"].Value}.kql"))),
        ];
    }

    /// <summary>Returns the query for an evaluation at a specified time.</summary>
    public string At(DateTimeOffset time) => EvaluatedQuery.At(Query, time);

    private static string BurnRate(Objective objective, BurnRateTier tier) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        let objective = {objective.Target};
        let burn = {tier.Burn:F1};
        let longWindow = {tier.LongWindow.TotalMinutes}m;
        let shortWindow = {tier.ShortWindow.TotalMinutes}m;
        let minimumTotal = {objective.MinimumTotal};
        {Tables}
        let sli = {Text($"alerts/slo/{objective.Name}.kql")};
        {Text("alerts/burn-rate.kql")}
        """);

    private static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<name>fast|slow|day): \{[^}]*?frequency: 'PT(?<frequency>\d+)M'\s+severity: (?<severity>\d)")]
    private static partial Regex Tier();

    [GeneratedRegex(@"name: '(?<name>[\w-]+)'\s+sli: [^}]*?pages: (?<pages>true|false)")]
    private static partial Regex Pages();

    [GeneratedRegex(
        @"name: '(?<name>[\w-]+)'\s+description: '[^']*'\s+query: loadTextContent\('[^']+'\)\s+windowSize: '\w+'\s+"
        + @"frequency: 'PT(?<frequency>\d+)M'\s+severity: (?<severity>\d)")]
    private static partial Regex Condition();
}
