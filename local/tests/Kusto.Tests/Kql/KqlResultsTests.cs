using LocalKusto.Kql.Errors;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests the results of queries. The expected rows are derived from Kusto's documentation.</summary>
[TestFixture]
public sealed class KqlResultsTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | where a == 2 | project a, b", "2|y")]
    [TestCase("T | where b == 'x' and c > 1 | project a", "1")]
    [TestCase("T | where a == 2 and (a == 2 or c == 9) and not(a == 1) | project b", "y")]
    [TestCase("T | where not(a == 1) | project a | order by a asc", "∅\n2\n3", Description = "null is not equal to 1, also inside not()")]
    [TestCase("T | where a != 1 | project a | order by a asc", "∅\n2\n3", Description = "null differs from 1")]
    [TestCase("T | where isnull(a) | project b, c", "|-0.5")]
    [TestCase("T | where a in (1, 3) | project a | order by a asc", "1\n3")]
    [TestCase("T | where a !in (1, 3) | project a | order by a asc", "∅\n2", Description = "null is not in a list")]
    [TestCase("T | where a in (U) | project a | order by a asc", "1\n3")]
    [TestCase("T | where b in~ ('X', 'Z') | project a | order by a asc", "1\n3")]
    [TestCase("T | where b !in~ ('X', 'Y') | project c", "-0.5")]
    [TestCase("T | where a in (U | where w == 'one' | project a) | project a", "1")]
    [TestCase("T | where a between (2 .. 3) | project a | order by a asc", "2\n3")]
    [TestCase("T | where d between (datetime(2024-01-02) .. 12h) | project a", "2")]
    [TestCase("T | where e.k == 'one' | project a", "1")]
    [TestCase("let x = 2; let Few = T | where a <= x; Few | count", "2")]
    [TestCase("let f = (n:long) { n * 10 }; T | where a == 3 | project ten = f(a)", "30")]
    [TestCase("let Wide = (m:long) { T | where a >= m }; Wide(2) | count", "2")]
    [TestCase("T | count", "4")]
    [TestCase("database('flights').T | count", "4")]
    [TestCase("Everything | count", "4")]
    [TestCase("T | take 0 | count", "0")]
    [TestCase("T | where a > 100 | summarize count(), sum(a), max(a)", "0|0|∅", Description = "the result for empty input is one row")]
    [TestCase("T | where a > 100 | summarize count() by b", "")]
    [TestCase("T | summarize n = count(), s = sum(a) by b | order by b asc", "|1|0\nx|2|4\ny|1|2")]
    [TestCase("T | summarize avg(c), min(d), dcount(b), countif(a > 1)", "1.1666666666666667|2024-01-01T00:00:00|3|2")]
    [TestCase("range i from 1 to 100 step 1 | summarize percentiles(i, 50, 90, 95)", "50|90|95")]
    [TestCase("range i from 1 to 4 step 1 | summarize percentile(i, 50)", "2")]
    [TestCase("T | summarize make_set(b) | project n = array_length(set_b)", "3")]
    [TestCase("T | where a < 3 | order by a asc | summarize make_list(a)", "[1,2]")]
    [TestCase("T | summarize arg_max(a, c) by b | order by b asc", "|∅|-0.5\nx|3|∅\ny|2|2.5",
        Description = "c is from the selected row, even if it is null")]
    [TestCase("T | summarize arg_min(d, a)", "2024-01-01T00:00:00|1")]
    [TestCase("T | summarize take_any(b) by a | where a == 2", "2|y")]
    [TestCase("T | distinct b | order by b asc", "\nx\ny")]
    [TestCase("T | top 2 by a | project a", "3\n2")]
    [TestCase("T | top 2 by a asc | project a", "∅\n1", Description = "nulls are first in ascending order")]
    [TestCase("T | order by c | project c", "2.5\n1.5\n-0.5\n∅", Description = "the default order is descending, with nulls last")]
    [TestCase("T | order by a desc nulls first | take 1 | project a", "∅")]
    [TestCase("T | order by b asc, a desc | extend z = a * 2 | where z > 2 | project z", "6\n4",
        Description = "where and extend preserve the order")]
    [TestCase("T | take 4 | order by a asc | take 2 | extend k = a | project k", "∅\n1")]
    [TestCase("T | where a == 1 | extend a = a + 1, f = a * 10 | project a, f", "2|10", Description = "extend reads the original row")]
    [TestCase("T | where a == 1 | join kind=inner U on a | project a, a1, w | order by w asc", "1|1|one\n1|1|uno")]
    [TestCase("U | join T on a | project w, b | order by b desc | take 1 | count", "1")]
    [TestCase("U | join T on a | count", "3", Description = "innerunique selects one left row per key, and null matches null")]
    [TestCase("U | join kind=inner T on a | count", "4")]
    [TestCase("T | join kind=leftouter (U | where a == 1) on a | where a == 2 | project w, a1", "|∅",
        Description = "without a match, a string is empty and a long is null")]
    [TestCase("T | join kind=leftanti U on a | project a", "2")]
    [TestCase("T | join kind=leftsemi U on a | count", "3")]
    [TestCase("U | join kind=rightanti T on a | project a", "2")]
    [TestCase("T | join kind=fullouter U on $left.a == $right.a | count", "6")]
    [TestCase("T | lookup (U | where w == 'three') on a | where a >= 2 | project a, w | order by a asc", "2|\n3|three")]
    [TestCase("union T, U | count", "9")]
    [TestCase("union kind=inner T, U | where a == 1 | count", "3")]
    [TestCase("union withsource=s T, (U | take 1) | summarize n = count() by s | order by s asc", "T|4\nunion_arg1|1")]
    [TestCase("print a = 7 / 2, b = -7 / 2, c = 7.0 / 2, d = -5 % 3, e = 7 / 0", "3|-3|3.5|1|∅")]
    [TestCase("print bin(7, 5), bin(-7, 5), bin(3.7, 0.5), floor(7, 2)", "5|-10|3.5|6")]
    [TestCase("print bin(datetime(2024-02-29 10:00), 7d), bin(datetime(2024-02-29 10:59), 1h), bin(90m, 1h)",
        "2024-02-26T00:00:00|2024-02-29T10:00:00|01:00:00")]
    [TestCase("print startofweek(datetime(2024-05-01)), endofmonth(datetime(2024-02-10)), startofday(datetime(2024-05-01 10:00), -1)",
        "2024-04-28T00:00:00|2024-02-29T23:59:59.9999999|2024-04-30T00:00:00")]
    [TestCase("print dayofweek(datetime(2024-05-01)), hourofday(datetime(2024-05-01 13:00)), monthofyear(datetime(2024-05-01))",
        "3.00:00:00|13|5")]
    [TestCase(
        "print datetime_diff('hour', datetime(2024-05-01 02:10), datetime(2024-05-01 00:50)), "
        + "datetime_add('month', 1, datetime(2024-01-31))",
        "2|2024-02-29T00:00:00")]
    [TestCase("print now(), ago(1h), now() - datetime(2024-05-01)", "2024-05-01T12:00:00|2024-05-01T11:00:00|12:00:00")]
    [TestCase("print datetime(2024-05-01) + 1d, 2h * 1.5, 1h / 15m", "2024-05-02T00:00:00|03:00:00|4")]
    [TestCase(
        "print format_datetime(datetime(2024-02-09 03:05:07), 'yyyy-MM-dd HH:mm:ss'), "
        + "format_datetime(datetime(2024-02-09 03:05:07), 'M/d/yy h:mm tt')",
        "2024-02-09 03:05:07|2/9/24 3:05 AM")]
    [TestCase("print tostring(true), tostring(1.0), tostring(datetime(2020-01-02T03:04:05.6)), tostring(1d + 2h + 3m + 4s)",
        "True|1|2020-01-02T03:04:05.6000000Z|1.02:03:04")]
    [TestCase("print tolong('12'), tolong('5.7'), tolong(' 7 '), tolong('0x10'), tolong(5.7), toint('x')", "12|∅|7|16|5|∅")]
    [TestCase("print todatetime('2024-05-01T10:00:00+02:00'), totimespan('1.02:03:04.5'), tobool('TRUE'), todouble('1e3')",
        "2024-05-01T08:00:00|1.02:03:04.5000000|true|1000")]
    [TestCase("print strcat('a', 1, '-', true), substring('abcdef', 2, 3), substring('abc', 5), indexof('abc', 'c'), strlen('äb')",
        "a1-True|cde||2|2")]
    [TestCase("print 'foo-bar' has 'bar', 'foo_bar' has 'bar', 'foobar' has 'bar', 'Foobar' startswith 'foo', 'a' !contains 'B'",
        "true|true|false|true|true")]
    [TestCase("print 'abc' matches regex '^a.c$', 'ABC' =~ 'abc', 'x' in ('a', 'x'), 'one two' has_any ('two', 'six')",
        "true|true|true|true")]
    [TestCase("print iff(1 < 2, 'yes', 'no'), case(false, 1, true, 2, 3), coalesce('', 'b'), isempty(''), isnotempty('a')",
        "yes|2|b|true|true")]
    [TestCase(
        "print extract('a=([0-9]+)', 1, 'b a=17'), replace_string('aXa', 'X', 'b'), replace_regex('a1b22', '[0-9]+', '#'), toupper('x')",
            "17|aba|a#b#|X")]
    [TestCase(
        "print d = dynamic({'a': [1, 2], 'b': {'c': 'deep'}}) | project d.b.c, d.a[1], d['a'][-1], tostring(d.missing), array_length(d.a)",
            "\"deep\"|2|2||2")]
    [TestCase("print parse_json('{\"a\": 5}').a + 1, gone = isnull(parse_json('')), tostring(parse_json('no json'))", "6|true|no json")]
    [TestCase("print toscalar(U | where a == 3 | project w), toscalar(T | count)", "three|4")]
    [TestCase("datatable(n:long, s:string)[1, 'a', 2, 'b'] | where n == 2 | project s", "b")]
    [TestCase("range t from datetime(2024-01-01) to datetime(2024-01-01 02:00) step 1h | count", "3")]
    [TestCase("range i from 10 to 1 step -3 | summarize make_list(i)", "[10,7,4,1]")]
    [TestCase("U | getschema | project ColumnName, ColumnOrdinal, DataType, ColumnType", "a|0|System.Int64|long\nw|1|System.String|string")]
    [TestCase("Latest | where b == 'x' | project a, b, d", "3|x|2024-01-02T18:00:00")]
    [TestCase("materialized_view('Latest') | count", "3")]
    [TestCase("Above(2) | count", "2")]
    [TestCase("Above(1, prefix = 'x') | project a | order by a asc", "1\n3")]
    [TestCase("T | project-away c, d, e | project-rename k = a | where k == 2", "2|y")]
    [TestCase("T | project-keep a*, b | where a == 2", "2|y")]
    [TestCase("T | project-reorder b | where a == 2 | project-away d, e", "y|2|2.5")]
    public void A_query_returns_the_expected_rows(string kql, string rows) => Assert.That(_database.Run(kql), Is.EqualTo(rows));

    [TestCase("T | summarize count(), sum(a), avg(c) by bin(a, 5), b", "a:long, b:string, count_:long, sum_a:long, avg_c:real")]
    [TestCase("T | summarize percentile(c, 95), make_list(a), dcount(b)", "percentile_c_95:real, list_a:dynamic, dcount_b:long")]
    [TestCase("T | summarize arg_max(d, *) by b", "b:string, d:datetime, a:long, c:real, e:dynamic")]
    [TestCase("T | extend a + 1 | project-keep Column*", "Column1:long")]
    [TestCase("T | project tostring(a), a, strcat(b, 'x'), e.k", "a:string, a1:long, Column1:string, e_k:dynamic")]
    [TestCase("T | join kind=inner U on a", "a:long, b:string, c:real, d:datetime, e:dynamic, a1:long, w:string")]
    [TestCase("T | lookup U on a", "a:long, b:string, c:real, d:datetime, e:dynamic, w:string")]
    [TestCase("print 1, x = 'a'", "print_0:long, x:string")]
    [TestCase("T | summarize count() by b | count", "Count:long")]
    public void Columns_are_named_and_typed_as_in_Kusto(string kql, string columns) =>
        Assert.That(_database.Columns(kql), Is.EqualTo(columns));

    [TestCase("\"it's\"", "it's")]
    [TestCase("\"\\\"quoted\\\"\"", "quoted", Description = "a string that consists of one quoted literal is unquoted")]
    [TestCase("\"x' or 1 == 1 //\"", "x' or 1 == 1 //")]
    public void A_string_parameter_is_always_a_value(string json, string value) =>
        Assert.That(_database.Run("declare query_parameters(p:string); print p", ("p", json)), Is.EqualTo(value));

    [TestCase("5")]
    [TestCase("\"5\"")]
    [TestCase("\"long(5)\"")]
    public void A_numeric_parameter_can_be_a_number_a_string_or_a_typed_literal(string json) =>
        Assert.That(_database.Run("declare query_parameters(n:long = 1); print n + 1", ("n", json)), Is.EqualTo("6"));

    /// <summary>The SQL contains the value of a parameter as a literal, for all characters and bit patterns.</summary>
    [TestCase("string", "\"it's\"", "'it\\'s'")]
    [TestCase("string", "\"'; DROP TABLE t1; --\"", "strcat('\\'', '; DROP TABLE t1; --')")]
    [TestCase("string", "\"a\\u0000b\"", "strcat('a', '\\u0000', 'b')")]
    [TestCase("string", "\"$p1 \\u0001 %s\"", "strcat('$p1 ', '\\u0001', ' %s')")]
    [TestCase("long", "-9223372036854775808", "-9223372036854775807 - 1")]
    [TestCase("int", "-2147483648", "toint(-2147483648)")]
    [TestCase("real", "0.30000000000000004", "0.1 + 0.2")]
    [TestCase("real", "5e-324", "toreal('5e-324')")]
    [TestCase("real", "1.7976931348623157e308", "toreal('1.7976931348623157e308')")]
    [TestCase("decimal", "\"decimal(0.1)\"", "todecimal('0.1')")]
    [TestCase("guid", "\"74be27de-1e4e-49d9-b579-fe0b331d3642\"", "toguid('74BE27DE-1E4E-49D9-B579-FE0B331D3642')")]
    [TestCase("timespan", "\"-1.02:03:04.0000005\"", "totimespan('-1.02:03:04.0000005')")]
    [TestCase("bool", "true", "1 < 2")]
    public void A_parameter_has_the_value_in_the_request(string type, string json, string expected) => Assert.That(
        _database.Run($"declare query_parameters(p:{type}); print p == {expected}, tostring(p) == tostring({expected})", ("p", json)),
        Is.EqualTo("true|true"));

    [Test]
    public void Quotation_marks_in_a_dynamic_parameter_are_retained() => Assert.That(
        _database.Run("declare query_parameters(p:dynamic); print tostring(p.a), p.b", ("p", "\"{\\\"a\\\":\\\"it's\\\",\\\"b\\\":2}\"")),
        Is.EqualTo("it's|2"));

    /// <summary>The SQL contains the value once for every use in the query.</summary>
    [Test]
    public void A_long_value_used_many_times_is_too_complex()
    {
        var uses = string.Join(", ", Enumerable.Range(0, 40).Select(i => $"c{i} = strcat(p, tostring(rand()))"));
        var json = $"\"{new string('x', 1_000_000)}\"";

        Assert.That(
            () => _database.Compile($"declare query_parameters(p:string); print {uses}", ("p", json)),
            Throws.TypeOf<KqlException>().With.Message.Contains("complex"));
    }

    [Test]
    public void A_key_comparison_can_use_an_index()
    {
        const string Query = "declare query_parameters(n:long); T | where a == n and d == datetime(2024-01-01)";
        var sql = _database.Compile(Query, ("n", "2")).Statement;

        Assert.That(sql, Does.Not.Contain("coalesce"));
        Assert.That(sql, Does.Contain("(t1.\"a\" = (2)::BIGINT)"));
    }

    [TestCase("isempty(p) or b == p", "\"\"", "")]
    [TestCase("isempty(p) or b == p", "\"x\"", "WHERE (t1.\"b\" = 'x')")]
    [TestCase("isnotempty(p) and b == p", "\"\"", "WHERE false")]
    [TestCase("not(isnull(n)) or b == p", "\"x\"", "WHERE (t1.\"b\" = 'x')")]
    [TestCase("case(p == 'other', true, p == 'x', b == p, false)", "\"x\"", "WHERE (t1.\"b\" = 'x')")]
    [TestCase("iff(p == 'x', b == p, true)", "\"y\"", "")]
    public void Predicates_on_parameters_are_evaluated_before_rows_are_read(string predicate, string json, string where)
    {
        var query = $"declare query_parameters(p:string, n:long = long(null)); T | where {predicate}";
        var sql = _database.Compile(query, ("p", json)).Statement;

        Assert.That(sql.Contains("WHERE") ? sql[sql.IndexOf("WHERE", StringComparison.Ordinal)..] : "", Is.EqualTo(where));
    }

    [TestCase("\"left\"", "1|left")]
    [TestCase("\"right\"", "2|right")]
    [TestCase("\"neither\"", "")]
    [TestCase("\"\"", "1|left\n2|right")]
    public void Union_branches_that_a_parameter_excludes_are_omitted(string json, string rows) => Assert.That(
        _database.Run(
            "declare query_parameters(p:string); union "
            + "(print a = 1 | where isempty(p) or p == 'left' | extend b = 'left'), "
            + "(print b = 'right', a = 2 | where isempty(p) or p == 'right') | order by a asc",
            ("p", json)),
        Is.EqualTo(rows));

    [Test]
    public void A_union_reads_only_the_branches_that_its_parameters_include()
    {
        var sql = _database.Compile("declare query_parameters(p:string); union (T | where isempty(p)), (T | where isnotempty(p))",
            ("p", "\"\"")).Sql;

        Assert.That(sql, Does.Not.Contain("UNION"));
    }

    [Test]
    public void An_unused_parameter_is_accepted() => Assert.That(
        _database.Run("declare query_parameters(a:long, b:long); print b", ("a", "1"), ("b", "2")), Is.EqualTo("2"));

    [Test]
    public void Parameters_are_passed_to_a_stored_function() => Assert.That(
        _database.Run("declare query_parameters(least:long, prefix:string = \"\"); Above(least, prefix) | count", ("least", "2"),
            ("prefix", "\"y\"")),
        Is.EqualTo("1"));

    [Test]
    public void A_null_time_parameter_is_null() => Assert.That(
        _database.Run("declare query_parameters(t:datetime); print isnull(t)", ("t", "\"datetime(null)\"")), Is.EqualTo("true"));
}
