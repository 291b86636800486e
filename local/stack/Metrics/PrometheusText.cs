using System.Globalization;
using System.Text;

namespace LocalStack.Metrics;

/// <summary>Prometheus' text format 0.0.4 ("Exposition formats" of its documentation).</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>
    /// A metric of the app becomes a summary without quantiles, that is sum and count, and a gauge of its greatest value since the last
    /// scrape.
    /// </summary>
    public static string Of(IEnumerable<MetricSeries> series, IEnumerable<Gauge> gauges)
    {
        var text = new StringBuilder();
        foreach (var metric in series.GroupBy(one => NameOf(one.Name)).OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {metric.Key} summary\n");
            foreach (var one in metric)
            {
                var labels = LabelsOf(one.Labels);
                text.Append(CultureInfo.InvariantCulture, $"{metric.Key}_sum{labels} {one.Sum:R}\n{metric.Key}_count{labels} {one.Count}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"# TYPE {metric.Key}_max gauge\n");
            foreach (var one in metric.Where(one => one.RecentMax is not null))
                text.Append(CultureInfo.InvariantCulture, $"{metric.Key}_max{LabelsOf(one.Labels)} {one.RecentMax:R}\n");
        }

        foreach (var gauge in gauges.GroupBy(one => one.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {gauge.Key} gauge\n");
            foreach (var one in gauge)
                text.Append(CultureInfo.InvariantCulture, $"{one.Name}{LabelsOf([one.Label])} {one.Value:R}\n");
        }

        return text.ToString();
    }

    private static string NameOf(string name) =>
        string.Create(name.Length, name, static (text, name) =>
        {
            for (var i = 0; i < name.Length; i++)
                text[i] = char.IsAsciiLetterOrDigit(name[i]) ? name[i] : '_';
        });

    private static string LabelsOf(IReadOnlyList<(string Name, string Value)> labels) => labels.Count == 0
        ? ""
        : $"{{{string.Join(',', labels.Select(label => $"{NameOf(label.Name)}=\"{Escape(label.Value)}\""))}}}";

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}

/// <summary>A value that is read when it is asked for.</summary>
internal sealed record Gauge(string Name, (string Name, string Value) Label, double Value);
