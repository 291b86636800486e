using Pipelines.Tests.Support;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// Tests that bicep/snapshots contains each environment's deployment, so that a commit that changes the templates also shows the effect of
/// the change.
/// </summary>
public class ProjectionTests
{
    public static IEnumerable<string> Deployments => [.. Templates.Environments, "staging-private"];

    [TestCaseSource(nameof(Deployments))]
    public void A_deployment_matches_its_snapshot(string deployment)
    {
        BicepCompiler.Require();

        Assert.That(
            Changes(RepositorySnapshot.Current, deployment), Is.Empty,
            $"If the change is intended, run dotnet test pipelines/tests --filter Name=Write_the_snapshots and commit the file.");
    }

    [TestCase(
        "bicep/environments/prod.bicepparam", "partitions: 32", "partitions: 16",
        "eventhubs@2024-01-01  evhns-latam-prod-hnqscf/flight-events    partitionCount: 16")]
    [TestCase(
        "bicep/modules/access.bicep", "Microsoft.Authorization/roleAssignments@2022-04-01",
        "Microsoft.Authorization/roleAssignments@2020-04-01-preview", "roleAssignments@2020-04-01-preview  storageBlobDataOwner")]
    [TestCase("bicep/modules/function-app.bicep", "Kusto__Endpoint", "Kusto__Cluster", "setting Kusto__Cluster")]
    [TestCase("bicep/modules/storage.bicep", "Standard_ZRS", "Standard_GZRS", "sku: name Standard_GZRS")]
    public void A_changed_template_changes_the_snapshot(string path, string find, string replace, string line)
    {
        BicepCompiler.Require();

        Assert.That(
            Changes(RepositorySnapshot.Current.With(path, find, replace), "prod"), Has.Some.StartsWith("+ ").And.Some.Contains(line));
    }

    [Test, Explicit("Writes bicep/snapshots.")]
    public void Write_the_snapshots()
    {
        BicepCompiler.Require();
        Directory.CreateDirectory(Path.Combine(Repository.Root, "bicep/snapshots"));
        foreach (var deployment in Deployments)
        {
            File.WriteAllText(
                Path.Combine(Repository.Root, PathOf(deployment)),
                Projection.From(RepositorySnapshot.Current.Templates.Snapshot(deployment)));
        }
    }

    private static string PathOf(string deployment) => $"bicep/snapshots/{deployment}.txt";

    /// <summary>Returns, in order, the lines that are in only one of the two versions, each with its resource.</summary>
    private static List<string> Changes(RepositorySnapshot files, string deployment)
    {
        var before = Qualified(files[PathOf(deployment)].Split('\n')).ToList();
        var after = Qualified(Projection.From(files.Templates.Snapshot(deployment)).Split('\n')).ToList();
        return [.. before.Except(after).Select(line => $"- {line}"), .. after.Except(before).Select(line => $"+ {line}")];
    }

    private static IEnumerable<string> Qualified(string[] lines)
    {
        var resource = "";
        foreach (var line in lines)
        {
            if (!line.StartsWith(' '))
                resource = line;
            yield return line.StartsWith(' ') ? $"{resource}{line}" : line;
        }
    }
}
