using System.Net;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests that the values of functions have a maximum size, whether the engine or DuckDB computes them.</summary>
[TestFixture]
public sealed class ValueLimitTests
{
    private const string Mega = "let mega = strrep(strrep('a', 1024), 1024);";

    private KustoTestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await KustoTestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("strcat(mega, mega, mega, mega, mega, mega, mega, mega, mega, mega, mega, mega, mega, mega, mega, mega, 'a')")]
    [TestCase("strcat_delim(mega, mega, mega, mega, mega, mega, mega, mega, mega, mega)")]
    [TestCase("replace_string(mega, 'a', '12345678901234567')")]
    [TestCase("replace_string(substring(mega, 0, 100), 'a', mega)")]
    [TestCase("replace_regex(mega, 'a', '12345678901234567')")]
    [TestCase(@"replace_regex(mega, '(a+)', @'\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1')")]
    [TestCase("replace('a', '12345678901234567', mega)")]
    [TestCase("regex_quote(strcat(mega, mega, mega, mega, mega, mega, mega, mega, mega))")]
    [TestCase("extract_all('(a)', strcat(mega, mega))")]
    public async Task A_value_that_is_too_large_is_a_query_error(string value)
    {
        var response = await _server.QueryAsync($"{Mega} print strlen(tostring({value}))");

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That(response.Text, Does.Contain("a value is too large"));
    }

    [Test]
    public async Task Large_values_in_many_rows_are_a_query_error()
    {
        var response = await _server.QueryAsync(
            "range x from 1 to 2000 step 1 | extend s = strrep(strrep(strrep(tostring(x), 1024), 1024), 2) | summarize sum(strlen(s))");

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest), response.Text);
        Assert.That(response.Text, Does.Contain("neighboring rows is too large"));
    }

    [TestCase("strcat('a', '', 1, true, 'ñ😀')", "a1Trueñ😀")]
    [TestCase("strcat('')", "")]
    [TestCase("strcat(tostring(dynamic(null)), 'b')", "b")]
    [TestCase("strcat_delim(', ', 'a', '', 2)", "a, , 2")]
    [TestCase("strcat_delim('', 'a', 'b')", "ab")]
    [TestCase("replace_string('banana', 'an', '<>')", "b<><>a")]
    [TestCase("replace_string('aaa', 'aa', 'b')", "ba")]
    [TestCase("replace_string('abc', '', 'x')", "abc")]
    [TestCase("replace_string('abc', 'b', '')", "ac")]
    [TestCase("replace_string('ñañ', 'ñ', '😀')", "😀a😀")]
    [TestCase("replace_string('', 'a', 'b')", "")]
    [TestCase(@"replace_regex('a-b', @'(\w)', @'<\1>')", "<a>-<b>")]
    [TestCase("replace_regex('banana', 'a', '')", "bnn")]
    [TestCase("regex_quote('a.b')", @"a\.b")]
    public async Task Values_within_the_limit_are_returned(string expression, string expected)
    {
        var rows = await _server.RowsAsync($"print {expression}");

        Assert.That(System.Text.Json.JsonSerializer.Deserialize<string[]>(rows.Single()), Is.EqualTo([expected]));
    }

    [Test]
    public async Task The_limit_counts_characters_not_bytes()
    {
        var rows = await _server.RowsAsync(
            "let euros = strrep(strrep('€', 1024), 1024); "
            + "print strlen(strcat(euros, euros, euros, euros, euros, euros)), strlen(replace_string(euros, '€', '€€€€€€'))");

        Assert.That(rows, Is.EqualTo(["[6291456,6291456]"]));
    }
}
