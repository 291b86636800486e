namespace LocalStack.Fleet;

/// <summary>
/// Simulates the metrics of many systems in one workspace for two hours, with faults: Azure Data Explorer is unavailable for the systems
/// that share a cluster, one system is slow, one system receives invalid events, and one system stops sending metrics.
/// </summary>
internal sealed class FleetSimulator(int systems)
{
    public const int Minutes = 120;
    public const int Seed = 20261127;
    public const string SharedCluster = "adxshared.brazilsouth.kusto.windows.net";

    private const int Partitions = 8;
    private const double EventsPerMinute = 6000;
    private const double InvalidShare = 0.05;

    /// <summary>The minutes in which the shared cluster is unavailable.</summary>
    public static readonly Range Outage = 60..80;

    /// <summary>The minute in which the silent system stops sending metrics.</summary>
    private const int SilentFrom = 30;

    /// <summary>The number of systems that share a cluster. The other systems have their own clusters.</summary>
    public int Sharing => systems * 3 / 5;

    public string Slow => NameOf(systems * 4 / 5);

    public string Invalid => NameOf(systems * 9 / 10);

    public string Silent => NameOf(systems * 24 / 25);

    public static string NameOf(int system) => $"func-air{system:00}-prod-{system:x6}";

    public bool IsAffected(int system) => system < Sharing;

    /// <summary>Describes the faults of a system. If there are few systems, a system can have several faults.</summary>
    public IReadOnlyList<string> FaultsOf(int system)
    {
        var name = NameOf(system);
        var faults = new List<string>();
        if (IsAffected(system))
            faults.Add($"ADX unavailable for {Outage.End.Value - Outage.Start.Value} min");
        if (name == Slow)
            faults.Add("slow");
        if (name == Invalid)
            faults.Add(FormattableString.Invariant($"{100 * InvalidShare} % invalid events"));
        if (name == Silent)
            faults.Add($"silent for {Minutes - SilentFrom} min");
        return faults;
    }

    /// <summary>Returns the rows of all systems, with their ages at the end of the two hours.</summary>
    public IEnumerable<WorkspaceRow> Rows()
    {
        var random = new Random(Seed);
        return from minute in Enumerable.Range(0, Minutes)
               from system in Enumerable.Range(0, systems)
               where NameOf(system) != Silent || minute < SilentFrom
               from row in RowsOf(system, minute, random)
               select row;
    }

    private IEnumerable<WorkspaceRow> RowsOf(int system, int minute, Random random)
    {
        var name = NameOf(system);
        var age = TimeSpan.FromMinutes(Minutes - minute - 1);
        var isDown = IsAffected(system) && minute >= Outage.Start.Value && minute < Outage.End.Value;
        var isSlow = name == Slow;

        // The sizes of systems differ as the sizes of airlines do. The largest system has nine times the traffic of the smallest system.
        var events = Math.Round(EventsPerMinute * (1 + (system % 9)) / 5 * (0.9 + (0.2 * random.NextDouble())));
        var invalid = name == Invalid ? InvalidShare : 0.0005;
        var endToEnd = (isSlow ? 4000 : 400) * (0.8 + (0.4 * random.NextDouble()));
        var response = (isSlow ? 900 : 40) * (0.8 + (0.4 * random.NextDouble()));
        if (!isDown)
        {
            yield return Metric("flightevents.stored", sum: events * (1 - invalid));
            yield return Metric("flightevents.deadlettered", sum: events * invalid);
            yield return Metric("flightevents.end_to_end.duration", sum: endToEnd * 60, max: 3 * endToEnd, count: 60);
            yield return Metric("flightevents.ingest.duration", sum: endToEnd * 60, max: 3 * endToEnd, count: 60);
        }

        yield return Metric("flightevents.received", sum: events);
        yield return Metric("flightevents.breaker.state", max: isDown ? 2 : 0, count: 60);
        var stuck = isDown ? (minute - Outage.Start.Value + 1) * 60_000 : 3 * endToEnd;
        for (var partition = 0; partition < Partitions; partition++)
        {
            var labels = new Dictionary<string, string> { ["partition"] = $"{partition}" };
            yield return Metric("flightevents.consumer.lag", max: stuck, labels: labels);
            yield return Metric("flightevents.checkpoint.age", max: stuck, labels: labels);
        }

        var failed = isDown ? 240 : 0;
        yield return Metric("api.request.duration", response * (300 - failed), 5 * response, 300 - failed, Response("200"));
        if (isDown)
        {
            yield return Metric("api.request.duration", 10 * failed, 30, failed, Response("503"));
            yield return new WorkspaceRow("AppDependencies", age, new()
            {
                ["Target"] = SharedCluster,
                ["Success"] = false,
                ["ItemCount"] = 50,
                ["AppRoleName"] = name,
            });
        }

        yield return Platform("OnDemandFunctionExecutionUnits", $"FUNC-{name["func-".Length..].ToUpperInvariant()}", 2048 * 60_000d);
        yield return Platform("IncomingMessages", $"EVHNS-{name["func-".Length..].ToUpperInvariant()}", events);

        WorkspaceRow Metric(
            string metric, double sum = 0, double max = 0, int count = 1, Dictionary<string, string>? labels = null)
        {
            var row = WorkspaceRow.Metric(age, metric, sum, max, count, labels);
            row.Columns["AppRoleName"] = name;
            return row;
        }

        WorkspaceRow Platform(string metric, string resource, double total) =>
            new("AzureMetrics", age, new()
            {
                ["ResourceProvider"] = resource.StartsWith("EVHNS", StringComparison.Ordinal) ? "MICROSOFT.EVENTHUB" : "MICROSOFT.WEB",
                ["MetricName"] = metric,
                ["Resource"] = resource,
                ["Total"] = total,
            });

        static Dictionary<string, string> Response(string status) => WorkspaceRow.ResponseProperties("GetFlight", status);
    }
}
