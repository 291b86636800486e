using LocalKusto.Kql.Syntax;
using LocalKusto.Tests.Conformance;
using Tests.Support;

namespace LocalKusto.Tests.Documentation;

[TestFixture]
public sealed class KqlSupportTests
{
    private static string Page => Path.Combine(KqlCheck.RepositoryRoot, "docs", "kql-support.md");

    [Test]
    public void The_page_lists_what_the_tables_have() =>
        Assert.That(
            File.ReadAllText(Page).ReplaceLineEndings("\n"), Is.EqualTo(KqlSupport.Markdown().ReplaceLineEndings("\n")),
            "Write the page again: dotnet test local/tests/Kusto.Tests --filter FullyQualifiedName~Write_the_page");

    [Test]
    [Explicit("Writes docs/kql-support.md.")]
    public void Write_the_page() => File.WriteAllText(Page, KqlSupport.Markdown());

    [TestCaseSource(nameof(Operators))]
    public void An_operator_has_a_conformance_line(string name) =>
        Assert.That(ConformanceLine.ReadAll().Select(line => line.Query), Has.Some.Contains($"| {name}").Or.Some.StartsWith(name));

    private static IEnumerable<string> Operators() => TabularOperators.All.Concat(TabularOperators.Sources).Select(entry => entry.Name)
        .Distinct();
}
