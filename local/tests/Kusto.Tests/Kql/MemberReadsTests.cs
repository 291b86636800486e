using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests that a member of a dynamic value that is converted to another type is extracted only once.</summary>
[TestFixture]
public sealed class MemberReadsTests
{
    private const string Values =
        """
        range i from 0 to 9 step 1
        | extend x = dynamic([{"m": 12}, {"m": "12"}, {"m": 12.7}, {"m": true}, {"m": null}, {}, {"m": {"n": 1}}, {"m": [1]}, 5, null])[i]
        """;

    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("tolong(x.m)", "12|12|12|1|∅|∅|∅|∅|∅|∅")]
    [TestCase("toint(x.m)", "12|12|12|1|∅|∅|∅|∅|∅|∅")]
    [TestCase("toreal(x.m)", "12|12|12.7|1|∅|∅|∅|∅|∅|∅")]
    [TestCase("tobool(x.m)", "true|true|true|true|∅|∅|∅|∅|∅|∅")]
    [TestCase("tostring(x.m)", """12|12|12.7|true|||{"n":1}|[1]||""")]
    [TestCase("iff(x.m > 5, 'more', 'less')", "more|less|more|less|less|less|less|less|less|less")]
    public void A_converted_member_is_extracted_once_with_the_same_value(string expression, string values)
    {
        var query = $"{Values} | extend v = {expression} | order by i asc | project v";

        Assert.That(_database.Compile(query).Sql, Does.Not.Contain("nullif(json_extract("));
        Assert.That(_database.Run(query).Replace('\n', '|'), Is.EqualTo(values));
    }

    [Test]
    public void A_returned_member_with_a_JSON_null_is_null() => Assert.That(
        _database.Run($"{Values} | where i in (0, 4) | order by i asc | project isnull(x.m), x.m"), Is.EqualTo("false|12\ntrue|∅"));
}
