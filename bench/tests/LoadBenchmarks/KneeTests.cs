using LoadBenchmark.Ramps;

namespace Bench.Tests.LoadBenchmarks;

public class KneeTests
{
    [Test]
    public void The_knee_is_the_first_step_below_its_target_rate() => Assert.That(
        Knee.Find([Point(100, 100, 5), Point(200, 199, 6), Point(400, 379, 40), Point(800, 380, 900)]),
        Is.EqualTo(new Knee(400, "the rate of requests was 95 % of the target")));

    [Test]
    public void The_knee_is_the_first_step_whose_p99_is_a_multiple_of_the_lowest() => Assert.That(
        Knee.Find([Point(100, 100, 20), Point(200, 200, 15), Point(400, 400, 151), Point(800, 800, 300)]),
        Is.EqualTo(new Knee(400, "p99 of requests is 10 times its lowest value")));

    [Test]
    public void A_multiple_of_a_low_latency_is_not_a_knee() =>
        Assert.That(Knee.Find([Point(100, 100, 1), Point(200, 200, 90)]), Is.Null);

    [Test]
    public void A_single_bad_step_is_not_a_knee_unless_it_is_the_last_step() => Assert.Multiple(() =>
    {
        Assert.That(Knee.Find([Point(100, 100, 5), Point(200, 100, 5), Point(400, 400, 5)]), Is.Null);
        Assert.That(Knee.Find([Point(100, 100, 5), Point(200, 100, 5)])!.Level, Is.EqualTo(200));
    });

    [Test]
    public void Requests_and_events_can_each_cause_the_knee() => Assert.That(
        Knee.Find(
        [
            new RampPoint(10, [new RateMeasure("requests", 100, 100, 5), new RateMeasure("events", 1000, 1000, 20)]),
            new RampPoint(20, [new RateMeasure("requests", 200, 200, 5), new RateMeasure("events", 2000, 1000, 20)]),
        ]),
        Is.EqualTo(new Knee(20, "the rate of events was 50 % of the target")));

    [Test]
    public void A_limit_is_between_the_last_step_below_it_and_the_first_step_above_it() => Assert.That(
        LatencyLimit.Find([Point(100, 100, 5), Point(200, 200, 100), Point(400, 400, 101), Point(800, 400, 999)]),
        Is.EqualTo(new[] { new LatencyLimit("requests", 100, 200, 400), new LatencyLimit("requests", 1000, 800, null) }));

    [Test]
    public void A_step_without_completions_exceeds_every_limit() => Assert.That(
        LatencyLimit.Find([Point(100, 0, null)]),
        Is.EqualTo(new[] { new LatencyLimit("requests", 100, null, 100), new LatencyLimit("requests", 1000, null, 100) }));

    [Test]
    public void A_ramp_extends_to_twice_its_knee() =>
        Assert.That(LevelsOf(new RampLevels(100, 1.5, 10_000), knee: 500), Is.EqualTo(new double[] { 100, 150, 220, 330, 500, 750, 1000 }));

    [Test]
    public void A_ramp_without_a_knee_ends_at_its_highest_level() =>
        Assert.That(
            LevelsOf(new RampLevels(1000, 3, 50_000), knee: double.MaxValue),
            Is.EqualTo(new double[] { 1000, 3000, 9000, 27_000, 50_000 }));

    private static List<double> LevelsOf(RampLevels levels, double knee)
    {
        var points = new List<RampPoint>();
        while (levels.Next(points) is { } level)
            points.Add(Point(level, level < knee ? level : level / 2, 5));
        return [.. points.Select(point => point.Level)];
    }

    private static RampPoint Point(double target, double reached, double? p99) =>
        new(target, [new RateMeasure("requests", target, reached, p99)]);
}
