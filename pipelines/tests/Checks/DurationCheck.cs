using System.Text.RegularExpressions;
using System.Xml;
using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Checks;

/// <summary>Periods are ISO 8601, fit together, and are among those that Azure takes.</summary>
internal static partial class DurationCheck
{
    private const string Monitoring = "bicep/modules/monitoring.bicep";
    private const string Kusto = "bicep/modules/kusto.bicep";
    private const string Schema = "kusto/schema.kql";

    /// <summary>What a scheduled query rule can look back over (the provider's list; P2D is the limit of log alerts).</summary>
    private static readonly HashSet<string> LogWindows =
        ["PT5M", "PT10M", "PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D", "P2D"];

    private static readonly HashSet<string> MetricWindows = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"];
    private static readonly HashSet<string> MetricFrequencies = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files) => [.. Alerts(files), .. Retention(files)];

    private static IEnumerable<Finding> Alerts(RepositorySnapshot files)
    {
        var monitoring = files.Bicep(Monitoring);
        var tiers = (monitoring.Variable("tiers") as BicepObject)?.Properties ?? [];
        var conditions = monitoring.Variable("conditions")?.Items ?? [];
        var metrics = monitoring.Variable("platformMetrics")?.Items ?? [];

        foreach (var (name, alert, isLog) in tiers.Select(tier => (tier.Name, tier.Value, true))
                     .Concat(conditions.Select(alert => (alert["name"]?.AsString ?? "?", alert, true)))
                     .Concat(metrics.Select(alert => (alert["name"]?.AsString ?? "?", alert, false))))
        {
            var (window, frequency) = (alert["windowSize"]?.AsString ?? "", alert["frequency"]?.AsString ?? "");
            if (!(isLog ? LogWindows : MetricWindows).Contains(window))
                yield return new Finding(Monitoring, $"{name}: an alert cannot look back over '{window}'");
            else if (!(isLog ? LogWindows : MetricFrequencies).Contains(frequency))
                yield return new Finding(Monitoring, $"{name}: an alert cannot run every '{frequency}'");
            else if (XmlConvert.ToTimeSpan(frequency) > XmlConvert.ToTimeSpan(window))
                yield return new Finding(
                    Monitoring,
                    $"{name} runs every {frequency} and looks back over {window}: it would miss what is between");
        }

        foreach (var (name, tier) in tiers)
        {
            var (longWindow, shortWindow) = (FromKql(tier["longWindow"]?.AsString), FromKql(tier["shortWindow"]?.AsString));
            if (tier["windowSize"]?.AsString is { } window && LogWindows.Contains(window) && XmlConvert.ToTimeSpan(window) != longWindow)
                yield return new Finding(
                    Monitoring,
                    $"{name}: windowSize is {window}, but the query's long window is {tier["longWindow"]?.AsString}");
            if (shortWindow >= longWindow)
                yield return new Finding(Monitoring, $"{name}: the short window is not shorter than the long one");
        }

        foreach (var condition in conditions)
            foreach (var finding in LooksBackNoFurther(files, condition))
                yield return finding;
    }

    /// <summary>A query that asks for more than the rule's window gets less than it asks for, and says nothing.</summary>
    private static IEnumerable<Finding> LooksBackNoFurther(RepositorySnapshot files, BicepValue condition)
    {
        var query = AlertCheck.QueryFile(condition["query"]);
        if (query is null || !files.Contains(query) || condition["windowSize"]?.AsString is not { } window || !LogWindows.Contains(window))
            yield break;
        foreach (Match ago in Ago().Matches(files[query]))
            if (FromKql(ago.Groups[1].Value) > XmlConvert.ToTimeSpan(window))
                yield return new Finding(query, $"looks back {ago.Value}, but its rule sees {window} only");
    }

    private static IEnumerable<Finding> Retention(RepositorySnapshot files)
    {
        var database = files.Bicep(Kusto).Resources("Microsoft.Kusto/clusters/databases").Single().Value;
        var (keep, hot) = (database?["properties.softDeletePeriod"]?.AsString, database?["properties.hotCachePeriod"]?.AsString);
        if (!Iso8601().IsMatch(keep ?? "") || !Iso8601().IsMatch(hot ?? ""))
        {
            yield return new Finding(Kusto, $"softDeletePeriod '{keep}' or hotCachePeriod '{hot}' is no ISO 8601 duration of days");
            yield break;
        }

        if (XmlConvert.ToTimeSpan(hot!) > XmlConvert.ToTimeSpan(keep!))
            yield return new Finding(Kusto, $"hotCachePeriod {hot} is longer than softDeletePeriod {keep}");
        foreach (Match match in SoftDelete().Matches(files[Schema]))
            if (FromKql(match.Groups[1].Value) != XmlConvert.ToTimeSpan(keep!))
                yield return new Finding(Schema, $"'{match.Value}' is not the database's softDeletePeriod {keep}");
        foreach (Match match in Hot().Matches(files[Schema]))
            if (FromKql(match.Groups[1].Value) != XmlConvert.ToTimeSpan(hot!))
                yield return new Finding(Schema, $"'{match.Value}' is not the database's hotCachePeriod {hot}");
    }

    private static TimeSpan? FromKql(string? text) => text is null || !KqlTimespan().IsMatch(text) ? null : int.Parse(text[..^1]) * text[^1] switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    [GeneratedRegex(@"ago\((\d+[mhd])\)")]
    private static partial Regex Ago();

    [GeneratedRegex(@"^\d+[mhd]$")]
    private static partial Regex KqlTimespan();

    [GeneratedRegex(@"^P\d+D$")]
    private static partial Regex Iso8601();

    [GeneratedRegex(@"softdelete = (\d+d)")]
    private static partial Regex SoftDelete();

    [GeneratedRegex(@"caching hot = (\d+d)")]
    private static partial Regex Hot();
}
