using LocalKusto.Kql;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Types;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests operators that return several tables.</summary>
[TestFixture]
public sealed class ResultTablesTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | fork Number = (count) (where a == 1 | project a, b)", "Number(Count:long) PrimaryResult(a:long,b:string)")]
    [TestCase("T | where a > 0 | facet by b, a with (take 1 | project c)",
        "PrimaryResult(c:real) PrimaryResult(b:string,count_b:long) PrimaryResult(a:long,count_a:long)")]
    [TestCase("T | count; T | fork (count) (count)", "PrimaryResult(Count:long) PrimaryResult(Count:long) PrimaryResult(Count:long)")]
    public void Each_branch_returns_a_table(string kql, string tables)
    {
        var script = KqlCompiler.Compile(kql, _database, QueryContext.At(SampleDatabase.Now));

        var described = script.Queries.Select(query =>
            $"{query.ResultName}({string.Join(',', query.Columns.Select(column => $"{column.Name}:{column.Type.CslName()}"))})");
        Assert.That(string.Join(' ', described), Is.EqualTo(tables));
    }

    [TestCase("T | summarize percentiles(a, 5, 50, 95)", 1)]
    [TestCase("T | summarize percentile(a, 5), percentile(c, 5), x = percentile(a, 95) by b", 2)]
    [TestCase("T | summarize percentile(a, 5)", 1)]
    public void Percentiles_of_one_value_are_computed_in_one_pass(string kql, int passes)
    {
        var sql = _database.Compile(kql).Sql;

        Assert.That(System.Text.RegularExpressions.Regex.Matches(sql, @"quantile_disc\(.*?\]?\)").Select(match => match.Value).Distinct()
            .Count(), Is.EqualTo(passes), sql);
    }
}
