using LocalKusto.Kql.Errors;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

[TestFixture]
public sealed class KqlRejectionsTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | where", 1, 9)]
    [TestCase("T |\n where a === 1", 2, 11)]
    [TestCase("T | project a b", 1, 14)]
    [TestCase("T | frobnicate a", 1, 4)]
    [TestCase("print 'open", 1, 6)]
    [TestCase("", 1, 0)]
    [TestCase("let x = 5;", 1, 10)]
    public void A_syntax_error_reports_its_position(string kql, int line, int position)
    {
        var error = Assert.Throws<KqlException>(() => _database.Compile(kql));
        Assert.That((error.Kind, error.Code, error.Line, error.Position), Is.EqualTo((KqlErrorKind.Syntax, "SYN0002", line, position)));
    }

    [TestCase("t | take 1", "Did you mean 'T'?")]
    [TestCase("T | sumarize count()", "Did you mean 'summarize'?")]
    [TestCase("datatable(Origin:string)['SCL'] | project-away Orgin", "Did you mean 'Origin'?")]
    [TestCase("datatable(Origin:string)['SCL'] | project-rename From = origin", "Did you mean 'Origin'?")]
    [TestCase("datatable(Origin:string)['SCL'] | join (print Orgin = 'SCL') on Origin", "Did you mean 'Orgin'?")]
    [TestCase("datatable(Origin:string)['SCL'] | where Orgin == 'SCL'", "Did you mean 'Origin'?")]
    [TestCase("T | summarize percentle(a, 95)", "Did you mean 'percentile'?")]
    [TestCase("T | summarize argmx(a, b)", "Did you mean 'argmax'?")]
    [TestCase("T | extend x = agoo(1h)", "Did you mean 'ago'?")]
    [TestCase("T | summarize mak_list(a)", "Did you mean 'make_list'?")]
    [TestCase("T | extend x = strct('a', 'b')", "Did you mean 'strcat'?")]
    [TestCase("T | extend x = row_nmber()", "Did you mean 'row_number'?")]
    public void A_correction_is_suggested_for_a_misspelled_name(string kql, string suggestion) =>
        Assert.That(Assert.Throws<KqlException>(() => _database.Compile(kql))!.Message, Does.EndWith(suggestion));

    [TestCase("Frobnicate | take 1")]
    [TestCase("T | frobnicate a")]
    [TestCase("T | project-away frobnicate")]
    public void No_correction_is_suggested_for_a_dissimilar_name(string kql) =>
        Assert.That(Assert.Throws<KqlException>(() => _database.Compile(kql))!.Message, Does.Not.Contain("Did you mean"));

    [TestCase("Nowhere | take 1", "SEM0100", "'Nowhere'")]
    [TestCase("print extract_all('(a)', dynamic([true]), 'a')", "SEM0100", "true")]
    [TestCase("print extract_all('(a)', dynamic(['b']), 'a')", "SEM0100", "\"b\"")]
    [TestCase("print extract_all('(a)', dynamic([2]), 'a')", "SEM0100", "no capture group 2")]
    [TestCase("T | parse-kv b as (k:string) with (regex='(a)=b')", "SEM0100", "two groups")]
    [TestCase("T | where nothing == 1", "SEM0100", "'nothing'")]
    [TestCase("T | extend x = a + 1, y = x", "SEM0100", "'x'")]
    [TestCase("T | where frob(a)", "SEM0260", "'frob'")]
    [TestCase("T | summarize frob(e)", "SEM0260", "'frob'")]
    [TestCase("print substring('a')", "SEM0219", "substring")]
    [TestCase("T | where b < 'x'", "SEM0064", "'<'")]
    [TestCase("T | where a contains '1'", "SEM0709", "contains")]
    [TestCase("T | where b between ('a' .. 'b')", "SEM0208", "between")]
    [TestCase("T | summarize count() by e", "SEM0100", "dynamic")]
    [TestCase("T | summarize a", "SEM0100", "'a'")]
    [TestCase("T | where count() > 1", "SEM0260", "'count'")]
    [TestCase("T | where e == e", "SEM0001", "dynamic")]
    [TestCase("Loop()", "SEM0057", "'Loop'")]
    [TestCase("T | join U on $left.b == $right.a", "SEM0100", "'b'")]
    [TestCase("declare query_parameters(n:long); print n", "SEM0100", "'n'")]
    [TestCase("T | project-away nothing", "SEM0100", "'nothing'")]
    [TestCase("database('other').T", "SEM0100", "'other'")]
    [TestCase("let cost = (n:long) { toscalar(T | where a == n | project b) }; T | extend cost(a)", "SEM0100", "toscalar")]
    [TestCase("T | scan with (step s: true;)", "SEM0231", "scan")]
    [TestCase("T | extend row_window_session(d, 1h, 5m)", "SEM0231", "row_window_session")]
    [TestCase("T | sort by a | scan with (step s output=last: true;)", "SEM0260", "output=last")]
    [TestCase("T | sort by a | scan with (step s optional: true;)", "SEM0260", "optional")]
    [TestCase("T | sort by a | scan with (step s: later.a > 1; step later: true;)", "SEM0100", "'later'")]
    [TestCase("T | sort by a | scan with (step s: a;)", "SEM0100", "bool")]
    [TestCase("T | sort by a | scan declare (b:long) with (step s: true;)", "SEM0100", "'b'")]
    [TestCase("T | sort by a | scan with (step s: true; step s: true;)", "SEM0100", "'s'")]
    [TestCase("T | project-by-names 5", "SEM0100", "project-by-names")]
    public void A_semantic_error_names_its_subject(string kql, string code, string named)
    {
        var error = Assert.Throws<KqlException>(() => _database.Compile(kql));
        Assert.That((error.Kind, error.Code), Is.EqualTo((KqlErrorKind.Semantic, code)), error.Message);
        Assert.That(error.Message, Does.Contain(named));
    }

    [TestCase("alias database other = cluster('x').database('y'); print 1", "'alias database'")]
    [TestCase("restrict access to (T); T", "'restrict access'")]
    [TestCase("declare pattern P = (a:string) { ('x') = { print 1 }; }; P('x')", "'declare pattern'")]
    [TestCase("evaluate http_request('https://example.org')", "'http_request'")]
    [TestCase("external_data(a:string)['https://example.org/a.csv']", "'external_data'")]
    [TestCase("cluster('other').database('db').T", "cluster()")]
    [TestCase("database('db').F(1)", "database()")]
    [TestCase("find in (database('d*').T*) where a == 1", "database()")]
    [TestCase("find a == 1 project b, pack_all()", "pack_all()")]
    public void Unsupported_Kusto_syntax_is_rejected_with_its_name(string kql, string named)
    {
        var error = Assert.Throws<KqlException>(() => _database.Compile(kql));
        Assert.That(error.Message, Does.Contain(named).And.Contain("is not supported by this engine"));
    }
}
