using System.Globalization;
using System.Text.Json;
using LocalKusto.Kql;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Schema;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests that the cache returns the same script as a compilation of the text with the same values.</summary>
[TestFixture]
public sealed class CompilationCacheTests
{
    private const string Declaration =
        "declare query_parameters(s:string = '', n:long = long(null), m:int = 1, at:datetime = datetime(null), span:timespan = 1d, "
        + "flag:bool = true, list:dynamic = dynamic(null), x:real = 0.5); ";

    /// <summary>The values for each parameter: all kinds of values that a query can distinguish, and some invalid values.</summary>
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["s"] = ["\"\"", "\"'x'\"", "\"'y'\"", "\"x\"", "\"'x,y'\"", "\"T\"", "\"U\"", "\"a\"", "\"b\"", "\"day\"", "\"(.)b\"", "null"],
        ["n"] = ["0", "1", "3", "50", "-2", "\"long(null)\"", "\"x\""],
        ["m"] = ["0", "1", "2", "7", "\"int(null)\""],
        ["at"] = ["\"datetime(2024-01-01)\"", "\"2024-01-02T06:30:00Z\"", "\"datetime(null)\""],
        ["span"] = ["\"1h\"", "\"2d\"", "\"time(null)\"", "\"0s\"", "\"-1h\""],
        ["flag"] = ["true", "false", "\"bool(null)\""],
        ["list"] = ["[]", "[\"x\"]", "[\"x\", \"y\"]", "{\"k\": 1}", "null"],
        ["x"] = ["0.5", "1", "\"real(nan)\"", "\"real(null)\""],
    };

    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase("T | where isempty(s) or b == s or (s contains ',' and b in (split(s, ',')))")]
    [TestCase("T | where isnull(n) or a >= n | take m")]
    [TestCase("T | top n by a")]
    [TestCase("table(s) | count")]
    [TestCase("T | where flag and not(flag == false)")]
    [TestCase("T | extend z = iff(flag, s, b), y = case(s == 'x', 1, n > 2, 2, 3)")]
    [TestCase("T | where d >= at and d < at + span and d > ago(span)")]
    [TestCase("T | where b in (list) or b has_any (list)")]
    [TestCase("T | summarize percentile(a, n) by bin(d, span)")]
    [TestCase("T | summarize make_list(a, m), make_set(b, 2)")]
    [TestCase("T | project column_ifexists(s, 'none')")]
    [TestCase("print extract(s, 1, 'ab'), coalesce(s, 'q'), coalesce(n, m, 7), strcat(s, '-', s), s =~ 'X', -n, -x")]
    [TestCase("range i from n to 10 step m")]
    [TestCase("union (T | where flag), (T | where not(flag)) | where s startswith 'x' or isnotempty(s)")]
    [TestCase("let f = (p:string, q:long = 2) { T | where isempty(p) or b has p | where a > q }; f(s), f('x', n) | count")]
    [TestCase("let f = (p:string, q:long = 2) { T | where isempty(p) or b has p | where a > q }; union f(s), f('x', n) | count")]
    [TestCase("print round(x, m), n + m, n == 3, at == datetime(2024-01-01), x > 0.5, n / m, n % m, span / 2, x * span, now() + span")]
    [TestCase("print datetime_part(s, at), startofday(at), format_datetime(at, s)")]
    [TestCase("Latest | where b == s | project a")]
    [TestCase("T | where s in ('x', 'y') or n in (1, 3) or a in (m, n)")]
    [TestCase("T | sort by a asc | extend r = row_number(n, flag), p = prev(a, m)")]
    [TestCase("T | where d == s or a == s")]
    [TestCase("T | project a, b | evaluate pivot(b)")]
    public void A_cached_script_equals_a_fresh_compilation(string query)
    {
        var cache = new CompilationCache();
        var random = new Random(7);
        for (var round = 0; round < 150; round++)
        {
            var values = Values.Where(_ => random.Next(3) > 0)
                .ToDictionary(value => value.Key, value => JsonDocument.Parse(value.Value[random.Next(value.Value.Length)]).RootElement);
            var context = new QueryContext(SampleDatabase.Now.AddSeconds(round), values) { Probe = _database.Probe };
            Assert.That(
                Outcome(() => cache.Compile(Declaration + query, _database, context, CancellationToken.None)),
                Is.EqualTo(Outcome(() => KqlCompiler.Compile(Declaration + query, _database, context))),
                JsonSerializer.Serialize(values));
        }
    }

    [Test]
    public void A_query_is_compiled_once_for_values_with_the_same_relevant_properties()
    {
        const string Query = Declaration + "T | where isempty(s) or b == s or (s contains ',' and b in (split(s, ',')))";
        var cache = new CompilationCache();

        var scripts = new[] { "'x'", "'y'", "'x,y'", "", "'z'", "'z,x'" }.Select(s => cache.Compile(
            Query, _database, new QueryContext(SampleDatabase.Now, ParametersOf(("s", s))), CancellationToken.None)).ToList();

        Assert.That(scripts.Select(script => scripts.FindIndex(other => ReferenceEquals(other.Inputs, script.Inputs))),
            Is.EqualTo([0, 0, 2, 3, 0, 2]));
        Assert.That(scripts[4].Queries[0].Parameters.Select(parameter => parameter.Value), Is.EqualTo(["z"]));
    }

    [Test]
    public void A_script_that_depends_on_the_rows_is_compiled_each_time()
    {
        var cache = new CompilationCache();
        var context = QueryContext.At(SampleDatabase.Now) with { Probe = _database.Probe };

        var first = cache.Compile("T | project a, b | evaluate pivot(b)", _database, context, CancellationToken.None);
        var second = cache.Compile("T | project a, b | evaluate pivot(b)", _database, context, CancellationToken.None);

        Assert.That(second, Is.Not.SameAs(first));
        Assert.That(second.Inputs, Is.Null);
    }

    /// <summary>The compilation of a query depends on the functions that the query calls.</summary>
    [Test]
    public void A_query_is_compiled_again_for_a_different_schema_and_not_for_an_equal_schema()
    {
        const string Query = "Rows";
        var cache = new CompilationCache();
        var context = QueryContext.At(SampleDatabase.Now);
        IKqlCatalog[] catalogs = [With("{ T | where a > 1 }"), With("{ T | where a > 1 }"), With("{ T | where a > 2 }")];

        var scripts = catalogs.Select(catalog => cache.Compile(Query, catalog, context, CancellationToken.None)).ToList();

        Assert.That(
            scripts.Select(script => script.Queries[0].Sql),
            Is.EqualTo(catalogs.Select(catalog => KqlCompiler.Compile(Query, catalog, context).Queries[0].Sql)));
        Assert.That(scripts[1].Inputs, Is.SameAs(scripts[0].Inputs));
        Assert.That(scripts[2].Queries[0].Sql, Is.Not.EqualTo(scripts[0].Queries[0].Sql));

        OtherFunction With(string body) => new(_database, new FunctionSymbol("Rows", "()", body));
    }

    /// <summary>
    /// A long value is not cached because each variant would store its value, and each later request would be compared with all variants.
    /// </summary>
    [TestCase(16 * 1024, true)]
    [TestCase((16 * 1024) + 1, false)]
    public void A_long_value_is_not_cached(int length, bool isKept)
    {
        var cache = new CompilationCache();
        var context = new QueryContext(SampleDatabase.Now, ParametersOf(("s", new string('x', length - 2))));

        var scripts = Enumerable.Range(0, 2)
            .Select(_ => cache.Compile(Declaration + "T | where b == s", _database, context, CancellationToken.None)).ToList();

        Assert.That(ReferenceEquals(scripts[1].Inputs, scripts[0].Inputs), Is.EqualTo(isKept));
    }

    private static Dictionary<string, JsonElement> ParametersOf(params (string Name, string Value)[] values) =>
        values.ToDictionary(value => value.Name, value => JsonSerializer.SerializeToElement(value.Value));

    /// <summary>Returns the statements and their values, or the error.</summary>
    private static string Outcome(Func<CompiledScript> compile)
    {
        try
        {
            return string.Join('\n', compile().Queries.Select(query => $"{query.Sql}\n{string.Join(", ", query.Columns)}\n{Used(query)}"));
        }
        catch (KqlException e)
        {
            return e.Message;
        }
    }

    private static string Used(CompiledQuery query) => string.Join(", ", query.Parameters
        .Select((parameter, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1} = {parameter.Value} ({parameter.Type})"))
        .Where(text => query.Sql.Contains($"\0{text[..text.IndexOf(' ', StringComparison.Ordinal)]}\0", StringComparison.Ordinal)));

    /// <summary>The sample database with an additional function.</summary>
    private sealed class OtherFunction(SampleDatabase database, FunctionSymbol function) : IKqlCatalog
    {
        public IEnumerable<string> TableNames => database.TableNames;

        public IEnumerable<string> FunctionNames => [function.Name];

        public string DatabaseName => database.DatabaseName;

        public object Schema => function;

        public TableSymbol? FindTable(string name) => database.FindTable(name);

        public MaterializedViewSymbol? FindMaterializedView(string name) => database.FindMaterializedView(name);

        public FunctionSymbol? FindFunction(string name) => name == function.Name ? function : database.FindFunction(name);

        public bool IsThisDatabase(string name) => database.IsThisDatabase(name);
    }
}
