using System.Text.RegularExpressions;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>
/// Tests that a computed column with a single reader is inlined in the reader. The tests of generated plans check that inlining does not
/// change the rows.
/// </summary>
[TestFixture]
public sealed partial class ExpressionInliningTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | extend d = strlen(b) + a | extend e = coalesce(d, a) | summarize sum(e)", 2, "9",
        TestName = "A column that is computed from a computed column")]
    [TestCase("T | extend d = strcat(b, 'z'), e = strcat(b, 'w') | project f = iff(a > 1, d, e)", 1, "xw\nyz\nxz\nw",
        TestName = "Arguments of a conditional function")]
    [TestCase("T | extend d = strcat(b, 'z') | where a > 0 | summarize min(d), max(d)", 3, "xz|yz",
        TestName = "A column with two readers is computed once")]
    [TestCase("T | where a > 0 | extend d = strcat(b, 'z') | project e = strlen(d), f = strcat(d, 'f')", 1, "2|xzf\n2|yzf\n2|xzf",
        TestName = "A short expression with two readers is repeated")]
    [TestCase("T | where a > 0 | extend d = strcat(b, 'z') | project e = iff(a > 1, d, ''), f = iff(a > 2, d, 'f')", 2,
        "|f\nyz|f\nxz|xz",
        TestName = "A function in two conditional arguments is computed once")]
    [TestCase("T | where a > 0 | extend d = a + 1 | project e = iff(a > 1, d, 0), f = iff(a > 2, d, 1)", 1, "0|1\n3|1\n4|4",
        TestName = "An operator in two conditional arguments is repeated")]
    [TestCase("T | where a > 0 | extend d = a * 2.0 | project e = sqrt(d * 2)", 2, "2\n2.8284271247461903\n3.4641016151377544",
        TestName = "A function whose SQL repeats its argument")]
    [TestCase("T | where a > 0 | extend d = rand() | project e = d, f = d + 0.0 | where e != f | count", 4, "0",
        TestName = "A random number with two readers is generated once")]
    [TestCase("T | where a > 0 | sort by a asc | extend d = row_number() | project e = d + 1", 2, "2\n3\n4",
        TestName = "A window function")]
    [TestCase("T | extend d = rand() | summarize countif(d == d)", 3, "4", TestName = "A random number in an aggregate is generated once")]
    public void There_is_no_unnecessary_subquery(string query, int selects, string rows)
    {
        Assert.That(Select().Count(_database.Compile(query).Sql), Is.EqualTo(selects), _database.Compile(query).Sql);
        Assert.That(_database.Run(query), Is.EqualTo(rows));
    }

    /// <summary>The SQL of these functions contains an argument several times.</summary>
    [TestCase("sqrt(c)")]
    [TestCase("c % 1000.0")]
    public void A_chain_of_functions_compiles_to_short_SQL(string expression)
    {
        var query = $"T {string.Concat(Enumerable.Repeat($"| extend c = {expression} ", 30))}| summarize max(c)";

        Assert.That(_database.Compile(query).Sql, Has.Length.LessThan(20_000));
    }

    [Test]
    public void A_long_pipeline_does_not_become_one_deep_expression() => Assert.That(
        _database.Run($"T {string.Concat(Enumerable.Repeat("| extend a = a + 1 ", 300))}| summarize max(a)"), Is.EqualTo("303"));

    [GeneratedRegex(@"\bSELECT\b")]
    private static partial Regex Select();
}
