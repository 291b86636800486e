using ApiBenchmark;
using LocalStack.Demo;
using PeerBenchmark;

namespace Bench.Tests.PeerBenchmarks;

public class PeerReportTests
{
    private static readonly ComparisonResult Result = new(
        new RunSetting(new DateTimeOffset(2026, 11, 27, 21, 30, 0, TimeSpan.Zero), "abc1234", "2 cores", 0.034, "python3 3"),
        new PeerOptions(false, 100_000, 50_000, null),
        12.34,
        [Round(4000, 3000), Round(9000, 1000), Round(8000, 2000)],
        [new ReadResult(QueryKind.PointRead, 16, Figures(2000, 10), Figures(200, 100), Figures(2100, 11))],
        [
            new KillResult("Peer", new Dictionary<string, int> { ["broker"] = 2, ["database"] = 1 }, 60_000, 0, 0, 12,
                TimeSpan.FromSeconds(7.2), TimeSpan.FromSeconds(1)),
            new KillResult("LatamFunctions", new Dictionary<string, int> { ["stack"] = 3 }, 70_000, 3, 1, 8,
                TimeSpan.FromSeconds(4), TimeSpan.Zero),
        ],
        new CodeLines(200, 5000, 20_000, 1000, 30_000));

    private static readonly string Report = PeerReport.Markdown(Result);

    [TestCase(
        "| Events published, acknowledged (events/s) | 8,000 | 4,000 | peer, 2.0 times |", TestName = "A_rate_is_the_median_of_the_rounds")]
    [TestCase(
        "| Events published and counted by a query (events/s) | 2,000 | 6,000 | LatamFunctions, 3.0 times |",
        TestName = "LatamFunctions_can_be_the_better_system")]
    [TestCase(
        "| GET one flight, 16 clients, stack from its database, p99 | 10.0 ms | 100.0 ms | peer, 10.0 times |",
        TestName = "A_shorter_time_is_better")]
    [TestCase(
        "| GET one flight, 16 clients, stack from its cache (requests/s) | 2,000 | 2,100 | equal |",
        TestName = "A_small_difference_is_reported_as_equal")]
    [TestCase(
        "| Peer | 2 × broker, 1 × database | 60,000 | 0 | 0 | 12 | 7.2 s | 1.0 s |", TestName = "Kills_are_listed_by_service")]
    [TestCase("| LatamFunctions, the whole app: C# | 20,000 |", TestName = "Lines_of_code_are_listed")]
    [TestCase("lines of code: 30 times fewer", TestName = "Lines_of_code_for_the_same_functions_are_compared")]
    [TestCase("| commit | abc1234, the latest commit", TestName = "The_report_contains_the_commit")]
    [TestCase("used 3 % of the processors", TestName = "The_report_contains_the_load_of_other_processes")]
    public void The_report_contains(string text) => Assert.That(Report, Does.Contain(text));

    [Test]
    public void The_verdict_lists_the_figures_in_which_each_system_is_better() => Assert.Multiple(() =>
    {
        Assert.That(Report, Does.Contain(
            """
            **The peer is better** in:

            - Events published, acknowledged (events/s): 2.0 times
            - GET one flight, 16 clients, stack from its database (requests/s): 10.0 times
            - GET one flight, 16 clients, stack from its database, p99: 10.0 times
            - lines of code: 30 times fewer
            """));
        Assert.That(Report, Does.Contain(
            """
            **LatamFunctions is better** in:

            - Events published and counted by a query (events/s): 3.0 times

            """));
        Assert.That(Report, Does.Contain("LatamFunctions: 3 of 70,000 acknowledged events lost, 1 visible twice."));
    });

    [TestCase("a\n\n  // b\n/// c\nd // e\n", ".cs", 2)]
    [TestCase("# a\nb = '#'\n\n", ".py", 1)]
    [TestCase("-- a\nSELECT 1 -- b\nFROM c", ".sql", 2)]
    [TestCase("// a\nT\r\n\r\n| count\r\n", ".kql", 2)]
    public void Lines_of_code_are_neither_blank_nor_comments(string text, string extension, int lines) =>
        Assert.That(LineCount.InText(text, extension), Is.EqualTo(lines));

    [Test]
    public async Task The_peer_is_smaller_than_250_lines() => Assert.That(
        await LineCount.InRepositoryAsync(CancellationToken.None, "bench/peers/peer"), Is.InRange(100, 249));

    [Test]
    public void Missing_packages_are_named() => Assert.Multiple(() =>
    {
        Assert.That(
            new DebianPackages(false, null, ["pika", "asyncpg"]).Missing,
            Is.EqualTo(["rabbitmq-server", "postgresql", "python3-pika", "python3-asyncpg"]));
        Assert.That(new DebianPackages(true, "/usr/lib/postgresql/15/bin", []).Missing, Is.Empty);
        Assert.That(new DebianPackages(true, "/usr/lib/postgresql/15/bin", []).Installed, Does.Contain("postgresql-15"));
    });

    [Test]
    public void The_newest_version_with_a_server_is_used()
    {
        var root = Directory.CreateTempSubdirectory("postgresql-");
        try
        {
            foreach (var version in new[] { "9", "15", "16", "common" })
                root.CreateSubdirectory(Path.Combine(version, "bin"));
            foreach (var version in new[] { "9", "15" })
                File.WriteAllText(Path.Combine(root.FullName, version, "bin", "initdb"), "");

            Assert.That(
                DebianPackages.NewestServer(Directory.GetDirectories(root.FullName)), Is.EqualTo(Path.Combine(root.FullName, "15", "bin")));
            Assert.That(DebianPackages.NewestServer([Path.Combine(root.FullName, "16")]), Is.Null);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Test]
    public void The_busy_share_excludes_waiting_for_disks() => Assert.That(
        Surroundings.BusyShare("cpu  100 0 50 1000 50 0 0 0 0 0\ncpu0 1 1", "cpu  120 0 60 1060 60 0 0 0 0 0\ncpu0 2 2"),
        Is.EqualTo(0.3).Within(1e-9));

    [Test]
    public void The_probability_of_a_list_is_proportional_to_its_number_of_flights()
    {
        var (large, small) = (new Departures("SCL", new DateOnly(2024, 5, 1)), new Departures("LIM", new DateOnly(2024, 5, 1)));

        // Three of four queries return three flights each, and the fourth returns one flight.
        Assert.That(new QueryWorkload(["a", "b", "c", "d"], [large, large, small, large]).FlightsPerList, Is.EqualTo(2.5));
    }

    private static Pair<PublishRound> Round(double acknowledged, double stored) =>
        new(new PublishRound(acknowledged, stored), new PublishRound(4000, 6000));

    private static KindFigures Figures(double rate, double p99) =>
        new(QueryKind.PointRead, LatencyStatistics.From([TimeSpan.FromMilliseconds(p99)]), rate, 0);
}
