using System.Text.Json;
using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Alerts;

/// <summary>A criterion with a static threshold in a metric alert.</summary>
/// <param name="Metric">The name of the platform metric.</param>
/// <param name="Aggregation">The function that aggregates the window's minutes: Total, Average, Maximum or Minimum.</param>
/// <param name="Operator">GreaterThan or LessThan.</param>
/// <param name="Threshold">The threshold, in the metric's unit.</param>
internal sealed record MetricCriterion(string Metric, string Aggregation, string Operator, double Threshold)
{
    public bool IsMet(IReadOnlyCollection<double> minutes)
    {
        var value = Aggregation switch
        {
            "Total" => minutes.Sum(),
            "Average" => minutes.Average(),
            "Maximum" => minutes.Max(),
            "Minimum" => minutes.Min(),
            _ => throw new NotSupportedException($"The aggregation {Aggregation} is not supported."),
        };
        return Operator switch
        {
            "GreaterThan" => value > Threshold,
            "LessThan" => value < Threshold,
            _ => throw new NotSupportedException($"The operator {Operator} is not supported."),
        };
    }
}

/// <summary>A metric alert, which fires if all its criteria are met over its window.</summary>
internal sealed record MetricRule(int WindowMinutes, IReadOnlyList<MetricCriterion> Criteria)
{
    /// <param name="rule">A deployed resource of the type Microsoft.Insights/metricAlerts.</param>
    public static MetricRule From(DeployedResource rule) => new(
        (int)System.Xml.XmlConvert.ToTimeSpan(rule.Text("properties.windowSize")!).TotalMinutes,
        [.. rule.Items("properties.criteria.allOf").Select(Criterion)]);

    /// <param name="minute">The minute of the evaluation. The window ends before this minute.</param>
    /// <param name="valueAt">Returns the value of a metric in a minute.</param>
    public bool IsMet(int minute, Func<string, int, double> valueAt) => Criteria.All(criterion =>
        criterion.IsMet([.. Enumerable.Range(minute - WindowMinutes, WindowMinutes).Select(number => valueAt(criterion.Metric, number))]));

    private static MetricCriterion Criterion(JsonElement criterion) => new(
        criterion.GetProperty("metricName").GetString()!,
        criterion.GetProperty("timeAggregation").GetString()!,
        criterion.GetProperty("operator").GetString()!,
        criterion.GetProperty("threshold").GetDouble());
}
