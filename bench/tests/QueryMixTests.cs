using ApiBenchmark;

namespace Bench.Tests;

public class QueryMixTests
{
    private static readonly DateOnly Day = new(2001, 1, 31);

    private static readonly QueryMix Mix = new(new KnownFlights(["F1", "F2"], ["SCL"], [Day]));

    [Test]
    public void Equal_seeds_yield_equal_queries_and_different_seeds_yield_different_queries()
    {
        var queries = Mix.HotSet(50, new Random(7));

        Assert.Multiple(() =>
        {
            Assert.That(Mix.HotSet(50, new Random(7)), Is.EqualTo(queries));
            Assert.That(Mix.HotSet(50, new Random(8)), Is.Not.EqualTo(queries));
        });
    }

    [Test]
    public void Of_ten_queries_six_are_point_reads_three_are_searches_and_one_is_analytics()
    {
        var kinds = Mix.HotSet(10_000, new Random(1)).CountBy(query => query.Kind).ToDictionary();

        // The tolerance is five standard deviations, which is at most 245 for this number of draws.
        Assert.Multiple(() =>
        {
            Assert.That(kinds[QueryKind.PointRead], Is.EqualTo(6000).Within(245));
            Assert.That(kinds[QueryKind.Search], Is.EqualTo(3000).Within(230));
            Assert.That(kinds[QueryKind.Analytics], Is.EqualTo(1000).Within(150));
        });
    }

    [Test]
    public void The_query_mix_queries_only_existing_flights()
    {
        string[] expected =
        [
            "analytics/delays?by=airport&from=2001-01-31T00:00:00Z&to=2001-02-07T00:00:00Z",
            "analytics/delays?by=day&from=2001-01-31T00:00:00Z&to=2001-02-07T00:00:00Z",
            "analytics/delays?by=hour&from=2001-01-31T00:00:00Z&to=2001-02-07T00:00:00Z",
            "analytics/delays?by=route&from=2001-01-31T00:00:00Z&to=2001-02-07T00:00:00Z",
            "analytics/routes?limit=10",
            "analytics/timeseries?bucket=1d&from=2001-01-31T00:00:00Z&to=2001-02-28T00:00:00Z",
            "flights/F1",
            "flights/F2",
            "flights?origin=SCL&from=2001-01-31T00:00:00Z&to=2001-02-01T00:00:00Z&limit=100",
        ];

        Assert.That(Mix.HotSet(1000, new Random(1)).Select(query => query.Path).Distinct().Order(StringComparer.Ordinal),
            Is.EqualTo(expected));
    }

    [Test]
    public void An_id_with_a_slash_remains_a_single_path_segment() =>
        Assert.That(new FlightById("A/B?").Path, Is.EqualTo("flights/A%2FB%3F"));
}
