using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Abuse.Tests.Stack;

/// <summary>
/// Tests short queries that would use all memory or run for an unlimited time. Each query must end within its time limit, and the next
/// query must succeed.
/// </summary>
[Category("Stack")]
internal sealed class HostileKqlTests
{
    private const string Thousand = "range x from 1 to 1000 step 1 | extend k = 1";

    private static readonly object Limits = new { Options = new { servertimeout = "00:00:02" } };

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };

    [OneTimeSetUp]
    public void AddToken() => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TargetStack.KustoToken);

    [OneTimeTearDown]
    public void Dispose() => _http.Dispose();

    private static IEnumerable<TestCaseData> Queries() =>
    [
        Case("scalars_that_double", $"let a0 = 1; {Chain(i => $"let a{i} = a{i - 1} + a{i - 1}; ")}print a40"),
        Case(
            "functions_that_double", $"let f0 = () {{ 1 }}; {Chain(i => $"let f{i} = () {{ f{i - 1}() + f{i - 1}() }}; ")}print f40()"),
        Case(
            "tables_that_double",
            $"let t0 = range x from 1 to 9 step 1; {Chain(i => $"let t{i} = union t{i - 1}, t{i - 1}; ")}t40 | count"),
        Case("nested_parentheses", $"print {new string('(', 30_000)}1{new string(')', 30_000)}"),
        Case("nested_negations", $"print {new string('-', 30_000)}1"),
        Case("nested_calls", $"print {Repeat("strcat(", 30_000)}'a'{new string(')', 30_000)}"),
        Case("nested_indexes", $"print dynamic([]){Repeat("[0]", 30_000)}"),
        Case("a_nested_literal", $"print dynamic({new string('[', 30_000)}{new string(']', 30_000)})"),
        Case("a_long_pipeline", $"print x = 1{Repeat(" | extend x = x + x", 10_000)}"),
        Case("a_recursive_table", "let T = T | count; T"),
        Case("a_huge_list", "range x from 1 to 100000000 step 1 | summarize make_list(x)"),
        Case("a_huge_string", "print strlen(strrep('a', 2000000000))"),
        Case("a_huge_series", "print series = range(1, 2000000000, 1)"),
        Case("joins_that_multiply", $"{Thousand}{Repeat($" | join kind=inner ({Thousand}) on k | project k", 4)} | count"),
        Case("a_malformed_pattern", "FlightEvents | where Origin matches regex '^[A-Z{2}$' | count"),
        Case("a_pattern_that_backtracks", $"print '{new string('a', 5_000)}' matches regex '(a+)+b'"),
    ];

    [TestCaseSource(nameof(Queries))]
    public async Task A_hostile_query_ends_and_the_next_query_is_executed(string query)
    {
        var (status, text) = await ExecuteAsync(query, Limits);

        Assert.That(status, Is.AnyOf(200, 400, 504), text);
        Assert.That((await ExecuteAsync("print 1", new { })).Status, Is.EqualTo(200));
        Assert.That(TargetStack.IsUp);
    }

    private async Task<(int Status, string Text)> ExecuteAsync(string query, object properties)
    {
        var request = new { db = "flights", csl = query, properties };
        using var response = await _http.PostAsJsonAsync(new Uri(TargetStack.Kusto, "v2/rest/query"), request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static TestCaseData Case(string name, string query) => new TestCaseData(query).SetArgDisplayNames(name);

    private static string Chain(Func<int, string> statement) => string.Concat(Enumerable.Range(1, 40).Select(statement));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
