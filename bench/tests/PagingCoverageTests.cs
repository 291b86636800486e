using ApiBenchmark;

namespace Bench.Tests;

public class PagingCoverageTests
{
    [Test]
    public void Missed_repeated_and_new_flights_are_distinguished()
    {
        var coverage = new PagingCoverage(["once", "twice", "missed"]);
        foreach (var seen in (string[])["once", "twice", "new", "twice", "also new"])
            coverage.Add(seen);

        Assert.That((coverage.AtStart, coverage.Seen, coverage.SeenOnce, coverage.Missed, coverage.Repeated, coverage.New),
            Is.EqualTo((3, 5, 1, 1, 1, 2)));
    }

    [Test]
    public void A_new_flight_returned_twice_is_a_repetition()
    {
        var coverage = new PagingCoverage([]);
        coverage.Add("new");
        coverage.Add("new");

        Assert.That((coverage.Repeated, coverage.New), Is.EqualTo((1, 1)));
    }
}
