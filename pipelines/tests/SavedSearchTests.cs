using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests;

/// <summary>Tests the workspace's saved searches, which contain the runbooks' queries and are generated from the pages.</summary>
public sealed partial class SavedSearchTests
{
    private const string List = "bicep/monitoring/saved-searches.json";

    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly RepositorySnapshot Files = RepositorySnapshot.Current;

    [Test]
    public void The_saved_searches_match_the_queries_in_the_runbooks() =>
        Assert.That(
            Files[List], Is.EqualTo(Text()),
            "If this change is intended, run dotnet test pipelines/tests --filter Name=Write_the_saved_searches");

    [Test, Explicit("Writes bicep/monitoring/saved-searches.json.")]
    public void Write_the_saved_searches() => File.WriteAllText(Path.Combine(Repository.Root, List), Text());

    [Test]
    public void Every_saved_search_is_deployed_to_the_workspace()
    {
        BicepCompiler.Require();
        var deployment = Files.Templates.Snapshot("prod");
        var workspace = deployment.Single("Microsoft.OperationalInsights/workspaces").Name;

        Assert.That(
            deployment.OfType("Microsoft.OperationalInsights/workspaces/savedSearches").Select(search => search.Name),
            Is.EquivalentTo(FromRunbooks().Select(search => $"{workspace}/{search.Name}")));
    }

    /// <summary>A second deployment that does not replace the search is rejected with 409.</summary>
    [Test]
    public void Deploying_a_saved_search_replaces_the_existing_search() =>
        Assert.That(Files["bicep/modules/logs.bicep"], Does.Contain("properties: {\n      #disable-next-line BCP037\n      etag: '*'\n"));

    [Test]
    public void Most_runbooks_have_a_query() =>
        Assert.That(FromRunbooks().Select(search => search.Name[..search.Name.LastIndexOf('-')]).Distinct().Count(), Is.GreaterThan(5));

    private static string Text() => JsonSerializer.Serialize(FromRunbooks(), Json) + "\n";

    /// <summary>Returns the workspace queries in the runbooks. Management commands, which start with a dot, are excluded.</summary>
    private static IEnumerable<SavedSearch> FromRunbooks() =>
        from path in Files.Paths("docs/operations/runbooks", ".md")
        let page = Files[path]
        let title = Title().Match(page).Groups[1].Value
        from search in Block().Matches(page)
            .Select(block => Unindented(block.Groups["query"].Value))
            .Where(query => !query.StartsWith('.'))
            .Select((query, index) => new SavedSearch(
                $"{Path.GetFileNameWithoutExtension(path)}-{index + 1}", $"{title}, query {index + 1}", query))
        select search;

    /// <summary>Removes the indentation of a block inside a list.</summary>
    private static string Unindented(string block)
    {
        var lines = block.Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : ""));
    }

    [GeneratedRegex("^# (.+)$", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex(@"^ *```kusto\n(?<query>.*?)\n *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    private sealed record SavedSearch(string Name, string Title, string Query);
}
