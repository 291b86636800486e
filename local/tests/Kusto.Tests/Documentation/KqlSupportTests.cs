using LocalKusto.Kql.Syntax;
using LocalKusto.Tests.Conformance;

namespace LocalKusto.Tests.Documentation;

[TestFixture]
public sealed class KqlSupportTests
{
    private static string Page => Path.Combine(KqlCheck.RepositoryRoot, "docs", "kql-support.md");

    [Test]
    public void The_page_lists_what_the_tables_have()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(Page, KqlSupport.Markdown());

        Assert.That(
            File.ReadAllText(Page).ReplaceLineEndings("\n"), Is.EqualTo(KqlSupport.Markdown().ReplaceLineEndings("\n")),
            "Write the page again: UPDATE_DOCS=1 dotnet test local/tests/Kusto.Tests --filter FullyQualifiedName~KqlSupport");
    }

    [TestCaseSource(nameof(Operators))]
    public void An_operator_has_a_conformance_line(string name) =>
        Assert.That(ConformanceLine.ReadAll().Select(line => line.Query), Has.Some.Contains($"| {name}").Or.Some.StartsWith(name));

    private static IEnumerable<string> Operators() => TabularOperators.All.Concat(TabularOperators.Sources).Select(entry => entry.Name)
        .Distinct();
}
