using System.IO.Enumeration;
using System.Xml.Linq;

namespace LatamFunctions.Tests.Architecture;

/// <summary>
/// Tests that dependencies between projects point one way: from tests and tools to products, and from the stack to its services.
/// </summary>
public sealed class ProjectReferenceTests
{
    private static readonly string[] Ground = ["local/commandline", "local/loopback"];

    private static readonly string[] Services = ["local/eventhubs", "local/host", "local/kusto"];

    private static readonly string[] Products = ["Functions", "local/stack", .. Services, .. Ground];

    /// <summary>The projects that a project can reference. The first rule whose pattern matches the project's folder applies.</summary>
    private static readonly (string Project, string[] MayReferTo)[] Rules =
    [
        // The deployed app references only the stand-ins for packages that the feed does not provide.
        ("Functions", ["local/standins/*"]),
        ("local/standins/*", []),

        // Each service can be used separately. The stack composes the services and starts the app's worker without referencing the app.
        ("local/commandline", []),
        ("local/eventhubs", Ground),
        ("local/host", Ground),
        ("local/kusto", Ground),
        ("local/stack", ["Functions", .. Services, .. Ground]),

        // The tests of the app and of each service do not use the other products.
        ("Functions.Tests", ["Functions", .. Ground]),
        ("local/tests/EventHubs.Tests", ["local/eventhubs"]),
        ("local/tests/Host.Tests", ["local/host", "local/tests/HostRunner", "local/tests/SampleWorker"]),
        ("local/tests/Kusto.Tests", ["local/kusto"]),
        ("local/tests/*", ["*"]),
        ("pipelines/tests", ["*"]),
        ("tools/tests/*", ["*"]),
        ("bench/tests", ["*"]),

        // Programs do not reference tests.
        ("tools/*", Products),
        ("bench/*", [.. Products, "tools/verify", "bench/api", "bench/broker"]),
    ];

    [TestCaseSource(typeof(Solution), nameof(Solution.Projects))]
    public void A_project_references_only_what_its_rule_allows(string project) => Assert.That(
        ProjectReferences.From(project).Where(other => !IsAllowed(Path.GetDirectoryName(project)!.Replace('\\', '/'), other)), Is.Empty);

    [TestCase("Functions", "local/kusto", ExpectedResult = false)]
    [TestCase("Functions", "local/standins/*", ExpectedResult = true)]
    [TestCase("local/kusto", "local/eventhubs", ExpectedResult = false)]
    [TestCase("local/kusto", "local/stack", ExpectedResult = false)]
    [TestCase("local/host", "Functions", ExpectedResult = false)]
    [TestCase("local/stack", "tools/verify", ExpectedResult = false)]
    [TestCase("local/stack", "local/tests/Support", ExpectedResult = false)]
    [TestCase("tools/verify", "bench/load", ExpectedResult = false)]
    [TestCase("bench/load", "bench/api", ExpectedResult = true)]
    [TestCase("bench/load", "local/tests/Stack.Tests", ExpectedResult = false)]
    [TestCase("bench/load", "bench/tests", ExpectedResult = false)]
    [TestCase("bench/load", "tools/tests/Verify.Tests", ExpectedResult = false)]
    [TestCase("local/tests/Kusto.Tests", "local/stack", ExpectedResult = false)]
    [TestCase("local/tests/Stack.Tests", "Functions", ExpectedResult = true)]
    public bool A_reference_that_breaks_a_rule_is_found(string project, string other) => IsAllowed(project, other);

    /// <summary>The file Directory.Build.props adds this reference to projects whose names end with <c>.Tests</c>.</summary>
    [Test]
    public void Shared_build_files_reference_only_the_test_support() => Assert.That(
        SourceFiles.Find().Where(file => file.Name.StartsWith("Directory.", StringComparison.Ordinal))
            .SelectMany(file => ProjectReferences.From(Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'))),
        Is.EqualTo(["local/tests/Support"]));

    [Test]
    public void References_are_read_from_every_kind_of_item()
    {
        var project = XDocument.Parse("""
            <Project>
              <ItemGroup>
                <ProjectReference Include="../api/ApiBenchmark.csproj" />
                <ProjectReference Include="$(RepositoryRoot)local/stack/LocalStack.csproj" ReferenceOutputAssembly="false" />
                <ProjectReference Include="@(StandIn->'../../local/standins/%(Identity)/%(Identity).csproj')" />
                <ProjectReference Include="../../local/standins/$(Package)/$(Package).csproj" />
                <Compile Include="../../local/loopback/*.cs" />
                <Compile Include="../../local/tests/Stack.Tests/Board/Axe.cs" Link="Axe.cs" />
                <Compile Include="Own.cs" />
                <Compile Remove="../../local/kusto/Program.cs" />
              </ItemGroup>
            </Project>
            """);

        Assert.That(
            ProjectReferences.From("bench/load/LoadBenchmark.csproj", project),
            Is.EqualTo(["bench/api", "local/stack", "local/standins/*", "local/loopback", "local/tests/Stack.Tests"]));
    }

    private static bool IsAllowed(string project, string other) =>
        Rules.First(rule => Matches(rule.Project, project)).MayReferTo.Any(pattern => Matches(pattern, other));

    private static bool Matches(string pattern, string folder) =>
        FileSystemName.MatchesSimpleExpression(pattern, folder, ignoreCase: false);
}
