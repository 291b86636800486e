using System.Globalization;
using System.Text;
using LocalStack.Telemetry.Otlp;

namespace LocalStack.Telemetry;

/// <summary>
/// Formats metrics in the Prometheus text format 0.0.4 ("Exposition formats" in the Prometheus documentation). Names follow "OTLP Metric
/// points to Prometheus" in the OpenTelemetry specification: the unit is a suffix unless the name already ends with the unit, and the name
/// of a counter ends with <c>_total</c>.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <param name="metrics">The app's metrics.</param>
    /// <param name="gauges">The stack's values.</param>
    public static string From(IEnumerable<Metric> metrics, IEnumerable<LabelledValue> gauges)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics.OrderBy(metric => metric.Name, StringComparer.Ordinal))
            Append(text, metric);
        foreach (var gauge in gauges.GroupBy(gauge => gauge.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {gauge.Key} gauge\n");
            foreach (var value in gauge)
                Append(text, gauge.Key, [value.Label], value.Value);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Metric metric)
    {
        var name = NameFrom(metric.Name);
        var unit = UnitSuffix(metric.Unit);
        name += name.EndsWith(unit, StringComparison.Ordinal) ? "" : unit;
        switch (metric.DataCase)
        {
            case Metric.DataOneofCase.Sum:
                name += metric.Sum.IsMonotonic ? "_total" : "";
                AppendHeader(text, name, metric.Sum.IsMonotonic ? "counter" : "gauge", metric.Description);
                foreach (var point in metric.Sum.DataPoints)
                    Append(text, name, LabelsFrom(point.Attributes), ValueOf(point));
                break;
            case Metric.DataOneofCase.Gauge:
                AppendHeader(text, name, "gauge", metric.Description);
                foreach (var point in metric.Gauge.DataPoints)
                    Append(text, name, LabelsFrom(point.Attributes), ValueOf(point));
                break;
            case Metric.DataOneofCase.Histogram:
                AppendHeader(text, name, "histogram", metric.Description);
                foreach (var point in metric.Histogram.DataPoints)
                    Append(text, name, point);
                break;
        }
    }

    /// <summary>
    /// Appends a histogram. OTLP reports a count per bucket, and Prometheus requires a cumulative count up to each bound.
    /// </summary>
    private static void Append(StringBuilder text, string name, HistogramDataPoint point)
    {
        IReadOnlyList<(string, string)> labels = LabelsFrom(point.Attributes);
        var count = 0UL;
        for (var i = 0; i < Math.Min(point.ExplicitBounds.Count, point.BucketCounts.Count); i++)
        {
            count += point.BucketCounts[i];
            Append(text, $"{name}_bucket", [.. labels, ("le", Text(point.ExplicitBounds[i]))], count);
        }

        Append(text, $"{name}_bucket", [.. labels, ("le", "+Inf")], point.Count);
        Append(text, $"{name}_sum", labels, point.Sum);
        Append(text, $"{name}_count", labels, point.Count);
    }

    private static void AppendHeader(StringBuilder text, string name, string type, string description)
    {
        if (description.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {description.Replace("\\", "\\\\").Replace("\n", "\\n")}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<(string Name, string Value)> labels, double value)
    {
        text.Append(name);
        if (labels.Count > 0)
            text.Append('{').AppendJoin(',', labels.Select(label => $"{NameFrom(label.Name)}=\"{Escape(label.Value)}\"")).Append('}');
        text.Append(' ').Append(Text(value)).Append('\n');
    }

    private static double ValueOf(NumberDataPoint point) =>
        point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;

    private static (string Name, string Value)[] LabelsFrom(IEnumerable<KeyValue> attributes) =>
        [.. attributes.Select(attribute => (attribute.Key, ValueOf(attribute.Value))).OrderBy(label => label.Key, StringComparer.Ordinal)];

    private static string ValueOf(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => Text(value.DoubleValue),
        _ => "",
    };

    /// <summary>Returns the suffix for a unit. A unit in braces is an annotation and has no suffix (UCUM).</summary>
    private static string UnitSuffix(string unit) => unit switch
    {
        "" or "1" => "",
        "ms" => "_milliseconds",
        "s" => "_seconds",
        "By" => "_bytes",
        ['{', ..] => "",
        _ => "_" + NameFrom(unit),
    };

    private static string NameFrom(string name) =>
        string.Create(name.Length, name, static (text, name) =>
        {
            for (var i = 0; i < name.Length; i++)
                text[i] = char.IsAsciiLetterOrDigit(name[i]) ? name[i] : '_';
        });

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
