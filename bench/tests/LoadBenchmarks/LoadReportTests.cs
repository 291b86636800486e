using System.Xml.Linq;
using LoadBenchmark.Drills;
using LoadBenchmark.Ramps;
using LoadBenchmark.Report;
using LoadBenchmark.Results;

namespace Bench.Tests.LoadBenchmarks;

public class LoadReportTests
{
    [Test]
    public void A_chart_has_a_title_axes_lines_and_markers()
    {
        var svg = RampCharts.Latency(SampleResults.Ramp).ToSvg();

        var texts = XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value);
        Assert.That(
            texts.ToList(),
            Is.SupersetOf(new[] { "Requests to the HTTP API: latency", "requests/s", "ms", "p50", "p95", "p99", "p99.9", "knee" }));
    }

    [Test]
    public void A_value_of_zero_interrupts_a_line_on_a_logarithmic_axis()
    {
        var whole = SvgOf((1, 1), (2, 2), (3, 3), (4, 4), (5, 10));
        var interrupted = SvgOf((1, 1), (2, 2), (3, 0), (4, 4), (5, 10));

        Assert.That(LinesIn(interrupted), Is.EqualTo(LinesIn(whole) + 1));
        Assert.That(interrupted, Does.Not.Contain("NaN").And.Not.Contain("Infinity"));

        static string SvgOf(params (double, double?)[] points) => new Chart(
            "t", new ChartAxis("x"), new ChartAxis("y", IsLogarithmic: true), null, [new ChartLine("l", points)], []).ToSvg();

        static int LinesIn(string svg) => XDocument.Parse(svg).Descendants().Count(element => element.Name.LocalName == "polyline");
    }

    [TestCase(
        "| Requests to the HTTP API | 500 requests/s | the rate of requests was 60 % of the target | 300 requests/s "
        + "| 250 to 500 | not reached | 4.5 s |",
        TestName = "The report states the knee, the limits and the recovery of a ramp")]
    [TestCase("| 500 | 300 | 9.0 ms | 20 ms | 120 ms | 900 ms | – | – | 1,234 status 503 |",
        TestName = "The report states the latencies and errors of a step")]
    [TestCase("| 1,000 | 1,000 | **98.5 %** | 9.0 ms | 20 ms | 120 ms | 900 ms | 1,000 | 0 |",
        TestName = "The report states the share of events within the target")]
    [TestCase("| Database down, 20 s | 1,234 status 503 |", TestName = "The report states the errors of a drill")]
    [TestCase("`api-availability-fast` 5 (1)", TestName = "The report states the alerts of a drill")]
    public void The_report_contains(string text) => Assert.That(LoadReport.Markdown(SampleResults.All), Does.Contain(text));

    [Test]
    public void Results_round_trip()
    {
        var path = Path.GetTempFileName();
        try
        {
            SampleResults.All.Write(path);

            Assert.That(LoadReport.Markdown(LoadResult.Read(path)!), Is.EqualTo(LoadReport.Markdown(SampleResults.All)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void The_chart_has_one_line_per_rate_and_process() => Assert.That(
        RampCharts.Rate(SampleResults.Ramp).Lines.Select(line => line.Title),
        Is.EqualTo(new[] { "reached requests (%)", "stack (cores)" }));

    private static class SampleResults
    {
        private static readonly Latency Latency = new(1000, 9, 20, 50, 90, 95);

        private static readonly Dictionary<string, long> None = [];

        private static readonly Step Low = StepOf(250, 250, Latency, None);

        private static readonly Step High = StepOf(
            500, 300, Latency with { P99 = 120, P999 = 900 }, new Dictionary<string, long> { ["status 503"] = 1234 });

        public static readonly Ramp Ramp = new(
            "api", "Requests to the HTTP API", "requests/s", [250, 500], [Low, High],
            new Knee(500, "the rate of requests was 60 % of the target"),
            [new LatencyLimit("requests", 100, 250, 500), new LatencyLimit("requests", 1000, 500, null)], Low, 4.5,
            [new Second(1, 250, 0, 50, 0, 0, null, null)]);

        public static readonly LoadResult All = new(
            "2 cores", 2, "dotnet run", new DateOnly(2026, 11, 27), 200_000, 8, [Ramp],
            [
                High with
                {
                    Api = null, Publish = new TrafficFigures(1000, 1000, Latency, None), Queryable = High.Api, ShareWithinTarget = 0.985,
                },
            ],
            [
                new DrillResult(
                    "database-down", "Database down", "aborted", 20, Low with { Publish = Low.Api }, High, Low, 7, 1000, 0, 0,
                    [new AlertTime("api-availability-fast", 1, 5)], Ramp.Seconds),
            ]);

        private static Step StepOf(double target, double reached, Latency latency, Dictionary<string, long> errors) => new(
            "step", 0, 8, new TrafficFigures(target, reached, latency, errors), null, null, null, null, null, null,
            [new ProcessFigures("stack", 1.25, 800)]);
    }
}
