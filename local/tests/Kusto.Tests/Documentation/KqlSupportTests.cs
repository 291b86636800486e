using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Syntax;
using LocalKusto.Tests.Conformance;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Documentation;

[TestFixture]
public sealed class KqlSupportTests
{
    private static string Page => Path.Combine(Repository.Root, "docs", "kql-support.md");

    [Test]
    public void The_KQL_support_page_lists_the_functions_of_the_engine()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(Page, KqlSupport.Markdown());

        Assert.That(
            File.ReadAllText(Page).ReplaceLineEndings("\n"), Is.EqualTo(KqlSupport.Markdown().ReplaceLineEndings("\n")),
            "Regenerate the page: UPDATE_DOCS=1 dotnet test local/tests/Kusto.Tests --filter FullyQualifiedName~KqlSupport");
    }

    [TestCaseSource(nameof(Operators))]
    public void An_operator_has_a_conformance_line(string name) =>
        Assert.That(ConformanceLine.ReadAll().Select(line => line.Query), Has.Some.Contains($"| {name}").Or.Some.StartsWith(name));

    [TestCaseSource(nameof(Functions))]
    public void A_function_has_a_conformance_line(string name) =>
        Assert.That(ConformanceLine.ReadAll().Select(line => line.Query), Has.Some.Matches($@"(?<!\w){name}\s*\("));

    [TestCaseSource(nameof(RejectedNames))]
    public void An_unsupported_name_is_named_in_the_error(string name, string query)
    {
        using var database = new SampleDatabase();

        var error = Assert.Throws<KqlException>(() => database.Json(query));

        Assert.That(error.Message, Does.Contain(name).And.Contain("not supported"));
    }

    private static IEnumerable<string> Functions() => FunctionTable.Names
        .Where(name => char.IsLetter(name[0]) && !FunctionTable.IsOperator(name))
        .Distinct();

    private static IEnumerable<TestCaseData> RejectedNames() =>
        from kind in UnsupportedNames.All
        from name in kind.Names
        let query = kind.Kind switch
        {
            "operators" => name is "externaldata" ? "externaldata(a:string) ['https://example.org/a.csv']" : $"T | {name} b",
            "plugins" => $"T | evaluate {name}()",
            "aggregation functions" => $"T | summarize {name}(b)",
            _ => $"print {name}()",
        }
        select new TestCaseData(name, query).SetName($"An_unsupported_name_is_named_in_the_error({name})");

    private static IEnumerable<string> Operators() => TabularOperators.All.Concat(TabularOperators.Sources).Select(entry => entry.Name)
        .Distinct();
}
