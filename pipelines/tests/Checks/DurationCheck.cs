using System.Text.RegularExpressions;
using System.Xml;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>Checks that periods are ISO 8601 durations, are consistent with each other, and have values that Azure accepts.</summary>
internal static partial class DurationCheck
{
    private const string Alerts = "bicep/monitoring";
    private const string Kusto = "bicep/modules/kusto.bicep";
    private const string Schema = "kusto/schema.kql";

    /// <summary>
    /// The windows that a scheduled query rule can have (from the provider's list; log alerts can look back at most P2D).
    /// </summary>
    private static readonly HashSet<string> LogWindows =
        ["PT5M", "PT10M", "PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D", "P2D"];

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private static readonly HashSet<string> MetricWindows = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"];
    private static readonly HashSet<string> MetricFrequencies = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files) =>
        [.. AlertTable.From(files).SelectMany(Windows), .. Retention(files)];

    private static IEnumerable<Finding> Windows(Alert alert)
    {
        var isLog = alert.Query is not null;
        if (!(isLog ? LogWindows : MetricWindows).Contains(alert.WindowSize))
            yield return new Finding(Alerts, $"{alert.Name}: an alert cannot look back over '{alert.WindowSize}'");
        else if (!(isLog ? LogWindows : MetricFrequencies).Contains(alert.Frequency))
            yield return new Finding(Alerts, $"{alert.Name}: an alert cannot run every '{alert.Frequency}'");
        else if (XmlConvert.ToTimeSpan(alert.Frequency) > XmlConvert.ToTimeSpan(alert.WindowSize))
        {
            yield return new Finding(
                Alerts,
                $"{alert.Name} runs every {alert.Frequency} and looks back over {alert.WindowSize}, so it would miss data");
        }
        else if (isLog)
            foreach (var finding in Query(alert, alert.Query!, XmlConvert.ToTimeSpan(alert.WindowSize)))
                yield return finding;
    }

    /// <summary>A query over a time range longer than its rule's window reads only the window, without an error.</summary>
    private static IEnumerable<Finding> Query(Alert alert, string query, TimeSpan window)
    {
        foreach (Match ago in Ago().Matches(query))
            if (FromKql(ago.Groups[1].Value) > window)
                yield return new Finding(Alerts, $"{alert.Name}: looks back {ago.Value}, but its rule only reads {alert.WindowSize}");

        var (longWindow, shortWindow) = (Let("longWindow").Match(query), Let("shortWindow").Match(query));
        if (longWindow.Success && FromKql(longWindow.Groups[1].Value) != window)
            yield return new Finding(
                Alerts, $"{alert.Name}: windowSize is {alert.WindowSize}, but the query's long window is {longWindow.Groups[1].Value}");
        if (longWindow.Success && FromKql(shortWindow.Groups[1].Value) >= FromKql(longWindow.Groups[1].Value))
            yield return new Finding(Alerts, $"{alert.Name}: the short window is not shorter than the long one");
    }

    private static IEnumerable<Finding> Retention(RepositorySnapshot files)
    {
        var database = files.Templates.Snapshot("prod").Single("Microsoft.Kusto/clusters/databases");
        var (retained, hot) = (database.Text("properties.softDeletePeriod") ?? "", database.Text("properties.hotCachePeriod") ?? "");
        if (!Iso8601().IsMatch(retained) || !Iso8601().IsMatch(hot))
        {
            yield return new Finding(Kusto, $"softDeletePeriod '{retained}' or hotCachePeriod '{hot}' is not an ISO 8601 duration of days");
            yield break;
        }

        if (XmlConvert.ToTimeSpan(hot) > XmlConvert.ToTimeSpan(retained))
            yield return new Finding(Kusto, $"hotCachePeriod {hot} is longer than softDeletePeriod {retained}");
        foreach (Match policy in SoftDelete().Matches(files[Schema]))
        {
            var (name, period) = (policy.Groups["name"].Value, FromKql(policy.Groups["period"].Value));
            if (HasFlights(name) && period != XmlConvert.ToTimeSpan(retained))
            {
                yield return new Finding(
                    Schema, $"{name}: '{policy.Groups["text"].Value}' is not the database's softDeletePeriod {retained}");
            }
            if (name == "ServiceLevelDays" && period <= Year)
            {
                yield return new Finding(
                    Schema, $"{name}: '{policy.Groups["text"].Value}' is less than the year that ServiceLevelYear returns");
            }
        }

        foreach (Match policy in Hot().Matches(files[Schema]))
        {
            var name = policy.Groups["name"].Value;
            if (HasFlights(name) && FromKql(policy.Groups["period"].Value) != XmlConvert.ToTimeSpan(hot))
                yield return new Finding(Schema, $"{name}: '{policy.Groups["text"].Value}' is not the database's hotCachePeriod {hot}");
        }
    }

    /// <summary>Service levels have few rows, which are retained for longer than flights.</summary>
    private static bool HasFlights(string name) => !name.StartsWith("ServiceLevel", StringComparison.Ordinal);

    private static TimeSpan FromKql(string text) => int.Parse(text[..^1]) * text[^1] switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    private static Regex Let(string name) => new($@"\blet {name} = (\d+[mhd]);");

    [GeneratedRegex(@"ago\((\d+[mhd])\)")]
    private static partial Regex Ago();

    [GeneratedRegex(@"^P\d+D$")]
    private static partial Regex Iso8601();

    [GeneratedRegex(@"(?<name>\w+) policy retention (?<text>softdelete = (?<period>\d+d))")]
    private static partial Regex SoftDelete();

    [GeneratedRegex(@"(?<name>\w+) policy (?<text>caching hot = (?<period>\d+d))")]
    private static partial Regex Hot();
}
