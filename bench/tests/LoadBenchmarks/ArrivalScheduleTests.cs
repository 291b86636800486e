using LoadBenchmark.Traffic;

namespace Bench.Tests.LoadBenchmarks;

public class ArrivalScheduleTests
{
    private static readonly ArrivalSchedule TenASecond = new(10, TimeSpan.FromSeconds(2));

    [TestCase(-1, 0)]
    [TestCase(0, 1)]
    [TestCase(99, 1)]
    [TestCase(100, 2)]
    [TestCase(1000, 11)]
    [TestCase(1999, 20)]
    [TestCase(60_000, 20)]
    public void An_arrival_is_due_every_tenth_of_a_second(int milliseconds, int arrivals) =>
        Assert.That(TenASecond.DueBy(TimeSpan.FromMilliseconds(milliseconds)), Is.EqualTo(arrivals));

    [Test]
    public void The_due_time_and_the_due_count_agree() => Assert.That(
        Enumerable.Range(0, 2000).Where(number => new ArrivalSchedule(333, TimeSpan.FromSeconds(10)) is var schedule
            && schedule.DueBy(schedule.DueAt(number) + TimeSpan.FromMicroseconds(1)) != number + 1),
        Is.Empty);

    [TestCase(10, 2, 20)]
    [TestCase(0.4, 5, 2)]
    [TestCase(0, 5, 0)]
    public void The_duration_limits_the_number_of_arrivals(double rate, int seconds, int arrivals) =>
        Assert.That(new ArrivalSchedule(rate, TimeSpan.FromSeconds(seconds)).Count, Is.EqualTo(arrivals));
}
