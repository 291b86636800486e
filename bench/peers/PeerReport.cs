using System.Globalization;
using System.Text;
using ApiBenchmark;

namespace PeerBenchmark;

/// <summary>Formats the figures as docs/peers.md.</summary>
internal static class PeerReport
{
    /// <summary>A smaller difference is not called one: two runs on a shared machine differ by more.</summary>
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
            LatamFunctions with the simplest common system of that shape, [the peer](../bench/peers/peer): RabbitMQ with a durable queue, a
            subscriber in Python that writes batches to PostgreSQL, and an API in Python that returns one flight by its id and the
            departures of an airport on a day. This project wrote both. [One command](../bench/README.md#peers) starts them on one machine,
            measures them in turns, and writes this page:

            ```console
            $ dotnet run -c Release --project bench/peers
            ```

            | | |
            |---|---|
            | date | {setting.Started:yyyy-MM-dd HH:mm} UTC |
            | commit | {setting.Commit}, the last one that changed the app, the schema or the local stack |
            | machine | {setting.Machine} |
            | packages of the peer | {setting.Versions} |
            | what else ran | the other side, idle; just before the start other processes used {setting.BusyBefore:0 %} of the processors |
            | data | {result.Options.Flights:N0} real flights in both |

            """);
    }

    private static List<Row> Rows(ComparisonResult result)
    {
        var rows = new List<Row>
        {
            Row.Rate("Events published, acknowledged (events/s)", Median(result, round => round.Acknowledged)),
            Row.Rate("Events published until a query counts them (events/s)", Median(result, round => round.Stored)),
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

            {Comparison.KillRate:N0} events/s are published while one service after the other is killed with SIGKILL and started again. A
            batch that is not acknowledged is sent again. In the end each acknowledged event is looked up in the database. The longest pause
            is between two acknowledgements; the last column is the time from the last one until all events are stored.

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

        Lines that are neither blank nor comments. Tests, infrastructure, pipelines and documentation are not included.

        | Code | Lines |
        |---|---|
        | the peer: Python and SQL | {lines.Peer:N0} |
        | LatamFunctions, the folders of the app that do the same (Events, Ingestion, Kusto, Flights): C# | {lines.SamePath:N0} |
        | LatamFunctions, the whole app: C# | {lines.App:N0} |
        | LatamFunctions, the schema with its views and functions: KQL | {lines.Schema:N0} |
        | the local stack in place of Azure's services: C#; the code of RabbitMQ and PostgreSQL is not counted | {lines.Local:N0} |

        """);

    private static void Verdict(StringBuilder text, ComparisonResult result, List<Row> rows)
    {
        var fewer = (double)(result.Lines.SamePath + result.Lines.Schema) / result.Lines.Peer;
        text.AppendLine("## Verdict\n");
        List("The peer is better", Titles(row => row.Factor >= Equal)
            .Append(string.Create(CultureInfo.InvariantCulture, $"lines of code: {fewer:0} times fewer for the same purpose")));
        List("LatamFunctions is better", Titles(row => row.Factor <= 1 / Equal));
        foreach (var kill in result.Kills)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{kill.Name}: {kill.Lost:N0} of {kill.Acknowledged:N0} acknowledged events lost, {kill.Twice:N0} visible twice.");
        }

        text.AppendLine("""

            If two queries over the latest state of flights are all that is needed, on a scale that one broker and one database carry, the
            peer is the better choice: its parts are packages of every distribution, and its code is read in half an hour. It lacks:

            - exact states of flights: a late event in one batch with the latest can restore a value that an event between them replaced;
            - dead letters that can be searched, corrected and replayed; its invalid events are in a queue, and the reasons in a log;
            - history, analytics, exports, paging, a cache, CSV, CloudEvents, normalized codes, keys, limits, OpenAPI;
            - metrics, objectives, alerts, infrastructure as code, and a pipeline with approval and rollback;
            - growth without a redesign: Event Hubs adds throughput units and Azure Data Explorer adds nodes, and the team operates neither.

            """);

        IEnumerable<string> Titles(Func<Row, bool> isBetter) =>
            rows.Where(isBetter).Select(row => $"{row.Title}: {row.Better[(row.Better.IndexOf(',') + 2)..]}");

        void List(string title, IEnumerable<string> items) =>
            text.AppendLine($"**{title}** in:\n")
                .AppendJoin('\n', items.DefaultIfEmpty("none of these figures").Select(item => $"- {item}"))
                .AppendLine("\n");
    }

    private static void Conditions(StringBuilder text, ComparisonResult result) => text.Append(CultureInfo.InvariantCulture, $"""
        ## Conditions

        - **Publishing.** {Comparison.Publishers} publishers send batches of {Comparison.BatchSize} events, a message each, and wait for the
          acknowledgement of a batch before the next one. The peer gets persistent messages with publisher confirms from RabbitMQ's .NET
          client, and the stack gets them from the Event Hubs SDK over AMQP. A round has {result.Options.Events:N0} events of 20,000
          flights; the table has the median of {result.Rounds.Count} rounds in turns. Polling adds up to 0.2 s to the time until a query
          counts all events.
        - **Durability.** RabbitMQ confirms a message, PostgreSQL commits, and the local event hub acknowledges a batch when it is on disk.
          The subscriber acknowledges to the broker after the commit. An event is identified by source and id.
        - **Reading.** Each client sends a query, waits for the response and sends the next, for {result.Options.Duration.TotalSeconds:0} s
          after a warm-up, with the same paths on both sides. Before that, responses of both sides to twenty queries are compared. A list
          has {result.FlightsPerList:0.#} flights on average. The peer has no cache; its figures are compared with requests that bypass
          the stack's cache (`Cache-Control: no-cache`) and with repetitions of {Comparison.HotQueries} queries.
        - **Sizes.** PostgreSQL has 512 MB of shared buffers, and otherwise the defaults; RabbitMQ has the defaults; there is one process of
          the subscriber, and there are two of the API. The stack has its defaults.
        - **The local stack is not Azure.** It replaces Event Hubs and Azure Data Explorer on one machine, while RabbitMQ and PostgreSQL are
          the programs that a deployment would use. The figures compare two systems on two cores, not two clouds.

        """);

    /// <param name="Factor">How many times better the peer is; below 1 the stack is better.</param>
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
