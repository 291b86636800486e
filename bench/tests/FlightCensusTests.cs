using ApiBenchmark;

namespace Bench.Tests;

public class FlightCensusTests
{
    [Test]
    public void Missed_repeated_and_new_flights_are_distinguished()
    {
        var census = new FlightCensus(["once", "twice", "missed"]);
        foreach (var seen in (string[])["once", "twice", "new", "twice", "also new"])
            census.See(seen);

        Assert.That((census.AtStart, census.Seen, census.SeenOnce, census.Missed, census.Repeated, census.New),
            Is.EqualTo((3, 5, 1, 1, 1, 2)));
    }

    [Test]
    public void A_new_flight_must_not_be_shown_twice_either()
    {
        var census = new FlightCensus([]);
        census.See("new");
        census.See("new");

        Assert.That((census.Repeated, census.New), Is.EqualTo((1, 1)));
    }
}
