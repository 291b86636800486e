using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests that a single arg_max or arg_min is compiled to one window function instead of one aggregate per column.</summary>
[TestFixture]
public sealed class SinglePicksTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | summarize arg_max(a, *) by b | order by b asc | project a, b, c", "∅||-0.5\n3|x|∅\n2|y|2.5", TestName = "arg_max")]
    [TestCase("T | summarize arg_min(a, c) by b | order by b asc", "|∅|-0.5\nx|1|1.5\ny|2|2.5", TestName = "arg_min")]
    public void A_single_pick_is_compiled_to_a_window_function(string query, string rows)
    {
        Assert.That(_database.Compile(query).Sql, Does.Contain("row_number() OVER (PARTITION BY").And.Not.Contain("arg_m"));
        Assert.That(_database.Run(query), Is.EqualTo(rows));
    }

    [TestCase("T | summarize arg_max(a, c), arg_min(a, c) by b | order by b asc | project a, c, a1, c1",
        "∅|-0.5|∅|-0.5\n3|∅|1|1.5\n2|2.5|2|2.5", TestName = "Two picks")]
    [TestCase("T | summarize arg_max(a, c), count() by b | order by b asc", "|∅|-0.5|1\nx|3|∅|2\ny|2|2.5|1",
        TestName = "Another aggregate")]
    [TestCase("T | summarize arg_max(a, c)", "3|∅", TestName = "No key")]
    public void Other_picks_are_compiled_to_aggregates(string query, string rows)
    {
        Assert.That(_database.Compile(query).Sql, Does.Contain("arg_max").And.Not.Contain("row_number()"));
        Assert.That(_database.Run(query), Is.EqualTo(rows));
    }
}
