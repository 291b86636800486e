using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests that columns are computed only for the returned rows, if no earlier operator reads them.</summary>
[TestFixture]
public sealed class ProjectionPullUpTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | extend k = format_datetime(d, 'dd') | where b != 'y' | order by a asc | take 2 | project a, k", true, "∅|\n1|01")]
    [TestCase("T | project a, k = format_datetime(d, 'dd') | top 1 by a | project k", true, "02")]
    [TestCase("T | extend k = format_datetime(d, 'dd') | order by k desc, a asc | take 2 | project a", false, "2\n3",
        Description = "the sort operator reads the column")]
    [TestCase("T | extend k = format_datetime(d, 'dd') | where k == '02' | order by a asc | take 1 | project a, k", false, "2|02",
        Description = "the filter reads the column")]
    [TestCase("T | order by a asc | extend k = format_datetime(prev(d), 'dd') | where b != 'x' | take 2 | project a, k", false,
        "∅|\n2|01",
        Description = "prev() must read the previous row before rows are filtered")]
    [TestCase("T | extend k = format_datetime(d, 'dd') | where a in ((U | project a)) and b == 'x' | order by a desc | take 1 | "
        + "project a, k", true, "3|02")]
    public void Columns_are_computed_after_filter_sort_and_limit(string query, bool isPulledUp, string rows)
    {
        var sql = _database.Compile(query).Sql;

        Assert.That(sql.IndexOf("kql_format_datetime", StringComparison.Ordinal) < sql.IndexOf("FROM (SELECT", StringComparison.Ordinal),
            Is.EqualTo(isPulledUp), sql);
        Assert.That(_database.Run(query), Is.EqualTo(rows));
    }
}
