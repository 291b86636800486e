using Pipelines.Tests.Bicep;

namespace Pipelines.Tests;

/// <summary>
/// bicep/snapshots has, for each environment, what its deployment contains: a change of the templates shows there, in the same commit, as what
/// it does.
/// </summary>
public class ProjectionTests
{
    public static IEnumerable<string> Deployments => [.. Templates.Environments, "staging-private"];

    [TestCaseSource(nameof(Deployments))]
    public void A_deployment_contains_what_its_snapshot_lists(string deployment)
    {
        BicepCompiler.Require();

        var expected = RepositorySnapshot.Current[PathOf(deployment)].Split('\n');
        var actual = Projection.Of(RepositorySnapshot.Current.Templates.Snapshot(deployment)).Split('\n');

        Assert.That(
            Changes(expected, actual), Is.Empty,
            $"If this is meant, run dotnet test pipelines/tests --filter Name=Write_the_snapshots -- NUnit.ExplicitMode=Only, and commit {PathOf(deployment)}.");
    }

    [Test, Explicit("Writes bicep/snapshots.")]
    public void Write_the_snapshots()
    {
        BicepCompiler.Require();
        Directory.CreateDirectory(Path.Combine(RepositorySnapshot.Root, "bicep/snapshots"));
        foreach (var deployment in Deployments)
            File.WriteAllText(
                Path.Combine(RepositorySnapshot.Root, PathOf(deployment)), Projection.Of(RepositorySnapshot.Current.Templates.Snapshot(deployment)));
    }

    private static string PathOf(string deployment) => $"bicep/snapshots/{deployment}.txt";

    /// <summary>The lines that are in one of both only, in order, with the resource that they belong to.</summary>
    private static IEnumerable<string> Changes(string[] expected, string[] actual)
    {
        var (before, after) = (Qualified(expected).ToList(), Qualified(actual).ToList());
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
