using System.Globalization;
using System.Text;
using ApiBenchmark;

namespace PeerBenchmark;

/// <summary>Formats the figures as docs/peers.md.</summary>
internal static class PeerReport
{
    /// <summary>
    /// The minimum ratio that is reported as a difference. Smaller differences also occur between runs on a shared machine.
    /// </summary>
    private const double Equal = 1.15;

    public static string Markdown(ComparisonResult result)
    {
        var rows = Rows(result);
        var text = new StringBuilder();
        Introduction(text, result);
        text.AppendLine("## Rates and latencies\n")
            .AppendLine("| | RabbitMQ, PostgreSQL, Python | LatamFunctions on the local stack | Better |")
            .AppendLine("|---|---|---|---|");
        foreach (var row in rows)
            text.AppendLine($"| {row.Title} | {row.Text(row.Peer)} | {row.Text(row.Ours)} | {row.Better} |");
        Kills(text, result.Kills);
        Lines(text, result.Lines);
        Verdict(text, result, rows);
        Conditions(text, result);
        return text.ToString();
    }

    private static void Introduction(StringBuilder text, ComparisonResult result)
    {
        var setting = result.Setting;
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # Comparison with RabbitMQ, PostgreSQL and Python

            The original brief describes a message service, a subscriber that writes to a database, and an HTTP API. This page compares
            LatamFunctions with a minimal conventional system for this brief, [the peer](../bench/peers/peer): RabbitMQ with a
            durable queue, a subscriber in Python that writes batches to PostgreSQL, and an API in Python that returns one flight by its id
            and the departures of an airport on a day. This project wrote both. [One command](../bench/README.md#peers) starts them on one
            machine, measures them alternately, and writes this page:

            ```console
            $ dotnet run -c Release --project bench/peers
            ```

            | | |
            |---|---|
            | date | {setting.Started:yyyy-MM-dd HH:mm} UTC |
            | commit | {setting.Commit}, the latest commit that changed the app, the schema or the local stack |
            | machine | {setting.Machine} |
            | peer's packages | {setting.Versions} |
            | other load | the other system was idle; before the start, other processes used {setting.BusyBefore:0 %} of the processors |
            | data | {result.Options.Flights:N0} real flights in each system |

            """);
    }

    private static List<Row> Rows(ComparisonResult result)
    {
        var rows = new List<Row>
        {
            Row.Rate("Events published, acknowledged (events/s)", Median(result, round => round.Acknowledged)),
            Row.Rate("Events published and counted by a query (events/s)", Median(result, round => round.Stored)),
        };
        foreach (var read in result.Reads)
        {
            var name = $"GET {(read.Kind == QueryKind.PointRead ? "one flight" : "departures of a day")}, {read.Clients} clients";
            foreach (var (source, ours) in new[] { ("database", read.Uncached), ("cache", read.Cached) })
            {
                rows.Add(Row.Rate(
                    $"{name}, stack from its {source} (requests/s)",
                    new Pair<double>(read.Peer.RequestsPerSecond, ours.RequestsPerSecond)));
                rows.Add(Row.Time($"{name}, stack from its {source}, p99", new Pair<double>(P99(read.Peer), P99(ours))));
            }
        }

        return rows;

        static double P99(KindFigures figures) => figures.Latency.P99.TotalMilliseconds;
    }

    private static Pair<double> Median(ComparisonResult result, Func<PublishRound, double> figure)
    {
        return new Pair<double>(Of(round => round.Peer), Of(round => round.Ours));

        double Of(Func<Pair<PublishRound>, PublishRound> side) =>
            result.Rounds.Select(round => figure(side(round))).Order().ElementAt(result.Rounds.Count / 2);
    }

    private static void Kills(StringBuilder text, IReadOnlyList<KillResult> kills)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"""

            ## Loss on kill -9

            {Comparison.KillRate:N0} events/s are published while the services are killed with SIGKILL and restarted, one after another. A
            batch that is not acknowledged is sent again. At the end, the program queries the database for each acknowledged event. The
            longest pause is the longest time between two acknowledgements. The last column is the time from the last acknowledgement until
            all events are stored.

            | | Kills | Acknowledged events | Lost | Visible twice | Batches sent again | Longest pause | All stored after |
            |---|---|---|---|---|---|---|---|
            """);
        foreach (var kill in kills)
        {
            var killed = string.Join(", ", kill.Killed.Select(one => $"{one.Value} × {one.Key}"));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {kill.Name} | {killed} | {kill.Acknowledged:N0} | {kill.Lost:N0} | {kill.Twice:N0} | {kill.Repeated:N0} "
                + $"| {kill.LongestPause.TotalSeconds:0.0} s | {kill.Settled.TotalSeconds:0.0} s |");
        }
    }

    private static void Lines(StringBuilder text, CodeLines lines) => text.AppendLine(CultureInfo.InvariantCulture, $"""

        ## Lines of code

        The table counts lines that are neither blank nor comments. Tests, infrastructure, pipelines and documentation are not included.

        | Code | Lines |
        |---|---|
        | the peer: Python and SQL | {lines.Peer:N0} |
        | LatamFunctions, the app's folders with the peer's functions (Events, Ingestion, Kusto, Flights): C# | {lines.SamePath:N0} |
        | LatamFunctions, the whole app: C# | {lines.App:N0} |
        | LatamFunctions, the schema with its views and functions: KQL | {lines.Schema:N0} |
        | the local stack, which replaces Azure services: C#; the code of RabbitMQ and PostgreSQL is not counted | {lines.Local:N0} |

        """);

    private static void Verdict(StringBuilder text, ComparisonResult result, List<Row> rows)
    {
        var fewer = (double)(result.Lines.SamePath + result.Lines.Schema) / result.Lines.Peer;
        text.AppendLine("## Verdict\n");
        List("The peer is better", Titles(row => row.Factor >= Equal)
            .Append(string.Create(CultureInfo.InvariantCulture, $"lines of code: {fewer:0} times fewer for the functions of the peer")));
        List("LatamFunctions is better", Titles(row => row.Factor <= 1 / Equal));
        foreach (var kill in result.Kills)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{kill.Name}: {kill.Lost:N0} of {kill.Acknowledged:N0} acknowledged events lost, {kill.Twice:N0} visible twice.");
        }

        text.AppendLine("""

            The peer is the better choice if two queries over the latest state of flights are sufficient and one broker and one database
            can process the load. Its components are packages in every Linux distribution, and its code can be read in half an hour. It
            lacks:

            - exact flight states: a late event in the same batch as the latest event can restore a value that an event in between
              replaced;
            - dead letters that can be searched, corrected and replayed: the peer writes invalid events to a queue and the reasons to a
              log;
            - history, analytics, exports, paging, a cache, CSV, CloudEvents, normalized codes, keys, limits, OpenAPI;
            - metrics, objectives, alerts, infrastructure as code, and a pipeline with approval and rollback;
            - scaling without a redesign: Azure adds throughput units to Event Hubs and nodes to Azure Data Explorer, and operates both.

            """);

        IEnumerable<string> Titles(Func<Row, bool> isBetter) =>
            rows.Where(isBetter).Select(row => $"{row.Title}: {row.Better[(row.Better.IndexOf(',') + 2)..]}");

        void List(string title, IEnumerable<string> items) =>
            text.AppendLine($"**{title}** in:\n")
                .AppendJoin('\n', items.DefaultIfEmpty("no figure in this comparison").Select(item => $"- {item}"))
                .AppendLine("\n");
    }

    private static void Conditions(StringBuilder text, ComparisonResult result) => text.Append(CultureInfo.InvariantCulture, $"""
        ## Conditions

        - **Publishing.** {Comparison.Publishers} publishers send batches of {Comparison.BatchSize} events, one per message, and wait for
          the acknowledgement of a batch before they send the next batch. The peer receives persistent messages with publisher confirms
          from RabbitMQ's .NET client. The stack receives messages from the Event Hubs SDK over AMQP. A round publishes
          {result.Options.Events:N0} events of 20,000 flights; the table shows the median of {result.Rounds.Count} alternating rounds.
          Polling adds up to 0.2 s to the time until a query counts all events.
        - **Durability.** RabbitMQ confirms a message, PostgreSQL commits, and the local event hub acknowledges a batch when it is on disk.
          The subscriber acknowledges messages to the broker after the commit. An event is identified by source and id.
        - **Reading.** Each client sends a query, waits for the response and sends the next query. A measurement lasts
          {result.Options.Duration.TotalSeconds:0} s after a warm-up and uses the same paths on both systems. Before the measurement, the
          program compares the systems' responses to twenty queries. A list has {result.FlightsPerList:0.#} flights on average. The peer
          has no cache. Its figures are compared with requests that bypass the stack's cache (`Cache-Control: no-cache`) and with
          repetitions of {Comparison.HotQueries} queries.
        - **Sizes.** PostgreSQL has 512 MB of shared buffers and otherwise its default settings. RabbitMQ and the stack have their default
          settings. The subscriber runs in one process, and the API runs in two.
        - **The local stack is not Azure.** It replaces Event Hubs and Azure Data Explorer on one machine, while RabbitMQ and PostgreSQL are
          the programs that a deployment would use. The figures compare two systems on two cores, not two clouds.

        """);

    /// <param name="Factor">The factor by which the peer is better; below 1 if the stack is better.</param>
    private sealed record Row(string Title, double Peer, double Ours, double Factor, Func<double, string> Text)
    {
        public string Better => Factor switch
        {
            >= Equal => string.Create(CultureInfo.InvariantCulture, $"peer, {Factor:0.0} times"),
            <= 1 / Equal => string.Create(CultureInfo.InvariantCulture, $"LatamFunctions, {1 / Factor:0.0} times"),
            _ => "equal",
        };

        public static Row Rate(string title, Pair<double> figures) => new(
            title, figures.Peer, figures.Ours, figures.Peer / figures.Ours, rate => rate.ToString("N0", CultureInfo.InvariantCulture));

        public static Row Time(string title, Pair<double> milliseconds) => new(
            title, milliseconds.Peer, milliseconds.Ours, milliseconds.Ours / milliseconds.Peer,
            time => string.Create(CultureInfo.InvariantCulture, $"{time:0.0} ms"));
    }
}
