using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Alerts;

/// <summary>
/// Creates the column "Fires when" of docs/operations/alerts.md with the numbers in the code: thresholds and windows of the compiled
/// alerts, and the limits above which the app counts a request, event or batch as slow or late.
/// </summary>
internal sealed class FiresWhen(RepositorySnapshot files, DeploymentSnapshot deployment, string environment)
{
    private static readonly Dictionary<string, string> Subjects = new()
    {
        ["api-availability"] = "Server errors",
        ["api-latency"] = "Responses over {slow-request}",
        ["end-to-end-latency"] = "Events stored more than {late-event} after arrival",
        ["freshness"] = "Minutes with a partition more than {lag} behind",
        ["dead-letters"] = "Dead letters",
        ["batch-latency"] = "Batches over {slow-batch}",
    };

    /// <summary>Texts for log alerts, with patterns for their queries. A pattern's groups replace the text's placeholders.</summary>
    private static readonly Dictionary<string, (string Text, string Pattern)> Conditions = new()
    {
        ["events-stuck"] = (
            "Messages arrive, but nothing has been stored or dead-lettered for at least {0} minutes", @"TimeGenerated <= ago\((\d+)m\)"),
        ["api-unreachable"] = ("The availability test fails from {0} or more locations", @"Places >= (\d+)"),
        ["events-unresolved"] = (
            "More than {1:percent} of an hour's events, and at least {0} events, are neither stored nor dead-lettered",
            @"Missing >= ([\d.]+) and Missing > ([\d.]+) \* Received"),
        ["checkpoint-stalled"] = ("The checkpoint of a partition has not advanced for {0:minutes} minutes", @"OldestMs > ([\d.]+)"),
        ["breaker-open"] = (
            "An instance's circuit breaker for ingestion into ADX is open or probing in at least {1} of {0} minutes",
            @"ago\((\d+)m\)[\s\S]*OpenMinutes >= (\d+)"),
        ["logs-capped"] = (
            "The workspace has reached its daily cap, so the other log alerts do not work until the cap is reset", "has \"OverQuota\""),
        ["retry-loop"] = (
            "In {0} minutes, at least {1} events are retried, and the number of retried events is more than {2:percent} of the number of "
            + "received events",
            @"ago\((\d+)m\)[\s\S]*Retried >= ([\d.]+) and Retried > ([\d.]+) \* Received"),
        ["errors-per-minute"] = ("More than {0} errors in one minute", @"bin\(TimeGenerated, 1m\)\s*\| where Errors > (\d+)"),
        ["host-restarts"] = ("One instance starts more than {1} times in {0} minutes", @"ago\((\d+)m\)[\s\S]*Starts > (\d+)"),
    };

    /// <summary>Texts for metric alerts, in which {0} and {1} are the thresholds and {window} is the window.</summary>
    private static readonly Dictionary<string, string> Metrics = new()
    {
        ["events-not-read"] =
            "Messages arrive (more than {0}), but fewer than {1} message is read within {window}. Based on platform metrics, so it needs "
            + "no logs",
        ["event-hubs-throttled"] = "Publishers or the app are throttled: more than {0} requests in {window}",
        ["event-hubs-server-errors"] = "More than {0} server errors in {window}",
        ["event-hubs-quota-exceeded"] = "A quota of the namespace is reached: more than {0} errors in {window}",
        ["no-events"] = "Fewer than {0} message has arrived in {window}",
        ["kusto-unavailable"] = "ADX passes less than {0:percent} of its own health checks in {window}",
        ["kusto-cpu"] = "CPU usage is above {0} % on average over {window}; in prod, autoscale should have acted",
        ["functions-cpu"] = "The CPU usage of the app's instances is above {0} % on average over {window}",
        ["functions-memory"] = "The memory usage of the app's instances is above {0:memory} on average over {window}",
        ["kusto-throttled-queries"] = "ADX rejects queries because too many queries are running: more than {0} rejections in {window}",
        ["kusto-streaming-saturated"] = "Streaming ingestion uses more than {0} % of the cluster's limit on average over {window}",
        ["kusto-view-unhealthy"] =
            "A materialized view was unhealthy during part of {window}: the average health of the views is below {0}",
        ["storage-unavailable"] = "Storage serves fewer than {0} % of requests on average over {window}",
    };

    /// <summary>The app's limits: for each, the source file and the name of the constant.</summary>
    private static readonly Dictionary<string, (string File, string Constant)> Limits = new()
    {
        ["slow-request"] = ("Functions/Telemetry/ApiMetrics.cs", "SlowRequest"),
        ["aim-request"] = ("Functions/Telemetry/ApiMetrics.cs", "Aim"),
        ["late-event"] = ("Functions/Ingestion/IngestMetrics.cs", "LateEvent"),
        ["aim-event"] = ("Functions/Ingestion/IngestMetrics.cs", "EventAim"),
        ["slow-batch"] = ("Functions/Ingestion/IngestMetrics.cs", "SlowBatch"),
    };

    private readonly Dictionary<string, MetricRule> _metricRules = deployment.OfType("Microsoft.Insights/metricAlerts")
        .ToDictionary(rule => rule.Name[$"latam-{environment}-".Length..], MetricRule.From);

    public string Text(Alert alert)
    {
        if (alert.Query is null)
            return MetricText(alert);
        if (BurnRate.Read(alert.Query) is { } rule)
        {
            var windows = $"{Duration(rule.LongWindow)} and {Duration(rule.ShortWindow)}";
            var subject = Filled(Subjects[alert.Name[..alert.Name.LastIndexOf('-')]], []);
            return Invariant($"{subject}: the budget burns at {rule.Burn} times the sustainable rate over {windows}");
        }

        var (text, pattern) = Conditions[alert.Name];
        var match = Regex.Match(alert.Query, pattern);
        Assert.That(match.Success, $"{alert.Name}: the query does not match {pattern}");
        return Filled(text, [.. match.Groups.Values.Skip(1).Select(group => double.Parse(group.Value, CultureInfo.InvariantCulture))]);
    }

    /// <summary>Returns the text with the app's limits instead of placeholders such as <c>{slow-batch}</c>.</summary>
    public string Filled(string text) => Filled(text, []);

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => Invariant($"{time.TotalMilliseconds} ms"),
        { TotalSeconds: <= 90 } => Invariant($"{time.TotalSeconds} s"),
        { TotalMinutes: < 60 } => Invariant($"{time.TotalMinutes} min"),
        { TotalHours: < 24 } => Invariant($"{time.TotalHours} h"),
        _ => Invariant($"{time.TotalDays} d"),
    };

    private string MetricText(Alert alert)
    {
        var rule = _metricRules[alert.Name];
        var text = Metrics[alert.Name].Replace("{window}", Duration(TimeSpan.FromMinutes(rule.WindowMinutes)), StringComparison.Ordinal);
        return Filled(text, [.. rule.Criteria.Select(criterion => criterion.Threshold)]);
    }

    private string Filled(string text, double[] values) => Regex.Replace(text, @"\{(?<name>[\w-]+)(?::(?<unit>\w+))?\}", match =>
    {
        var name = match.Groups["name"].Value;
        return int.TryParse(name, CultureInfo.InvariantCulture, out var index)
            ? match.Groups["unit"].Value switch
            {
                "percent" => Invariant($"{100 * values[index]} %"),
                "minutes" => Invariant($"{values[index] / 60_000}"),
                "memory" => Invariant($"{Math.Round(100 * values[index] / InstanceMemory)} %"),
                _ => Invariant($"{values[index]}"),
            }
            : Duration(name == "lag" ? Lag : Limit(name));
    });

    private TimeSpan Lag => TimeSpan.FromMilliseconds(double.Parse(
        Regex.Match(files["bicep/monitoring/alerts/slo/freshness.kql"], @"LagMs > ([\d.]+)").Groups[1].Value,
        CultureInfo.InvariantCulture));

    private double InstanceMemory =>
        deployment.Single("Microsoft.Web/sites")["properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB"]!.Value.GetDouble()
        * 1024 * 1024;

    private TimeSpan Limit(string name)
    {
        var (file, constant) = Limits[name];
        var match = Regex.Match(files[file], $@"TimeSpan {constant} = TimeSpan\.From(?<unit>\w+)\((?<value>\d+)\);");
        var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value == "Seconds" ? TimeSpan.FromSeconds(value) : TimeSpan.FromMilliseconds(value);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
