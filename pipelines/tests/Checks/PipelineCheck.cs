using System.Text.RegularExpressions;
using Pipelines.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks that the stages have the expected order and conditions, and that the scripts and templates that steps reference exist.
/// </summary>
internal static partial class PipelineCheck
{
    private const string Root = "azure-pipelines.yml";
    private const string Release = "pipelines/stages/release.yml";

    private static readonly (string Stage, string Environment, string DependsOn, string[] Branches)[] Releases =
    [
        ("Dev", "dev", "Build", ["refs/heads/main", "refs/heads/develop"]),
        ("Staging", "staging", "Dev", ["refs/heads/main"]),
        ("Production", "prod", "Staging", ["refs/heads/main"]),
    ];

    /// <summary>The steps of the deploy hook, in order.</summary>
    private static readonly string[] ReleaseSteps =
    [
        "download current", "steps/infrastructure.yml", "steps/app.yml", "steps/smoke.yml", "parameters.afterSmoke", "watch-burn-rate.sh",
        "keep-good.sh",
    ];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var paths = files.Paths("pipelines", ".yml").Append(Root).ToList();
        var unreadable = paths.SelectMany(path => Unreadable(path, files[path])).ToList();
        return unreadable.Count > 0
            ? unreadable
            : [.. Order(files), .. ReleaseStage(files), .. paths.SelectMany(path => Steps(files, path)), .. TemplateVariables(files)];
    }

    private static IEnumerable<Finding> Unreadable(string path, string text)
    {
        string? problem = null;
        try
        {
            new YamlStream().Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            problem = $"({e.Start.Line},{e.Start.Column}): {e.Message}";
        }

        if (problem is not null)
            yield return new Finding(path, problem);
    }

    private static IEnumerable<Finding> Order(RepositorySnapshot files)
    {
        var releases = Mappings(Load(files[Root])).Where(node => Text(node, "template") == Release)
            .Select(node => (YamlMappingNode)node["parameters"]).ToList();
        var (found, wanted) = (releases.Select(release => Text(release, "stage")), Releases.Select(release => release.Stage));
        if (!found.SequenceEqual(wanted))
            yield return new Finding(Root, $"the releases are {string.Join(", ", found)}, not {string.Join(", ", wanted)}");

        foreach (var (stage, environment, dependsOn, branches) in Releases)
        {
            if (releases.FirstOrDefault(release => Text(release, "stage") == stage) is not { } release)
                continue;
            if (Text(release, "environment") != environment)
                yield return new Finding(
                    Root,
                    $"the stage {stage} deploys to the environment {Text(release, "environment")}, not {environment}");
            if (Text(release, "dependsOn") != dependsOn)
                yield return new Finding(Root, $"the stage {stage} depends on {Text(release, "dependsOn")}, not {dependsOn}");
            var given = Scalars(release.Children["branches"]);
            if (!given.SequenceEqual(branches))
                yield return new Finding(Root, $"the stage {stage} does not run for exactly the branches {string.Join(" and ", branches)}");
        }

        if (releases.LastOrDefault() is { } last && !(int.TryParse(Text(last, "watchMinutes"), out var minutes) && minutes >= 10))
            yield return new Finding(Root, "production does not watch its error budgets for at least ten minutes");
        if (Text((YamlMappingNode)Load(files[Root]), "lockBehavior") != "sequential")
            yield return new Finding(Root, "lockBehavior is not sequential: a newer run could overtake an approved run");
    }

    private static IEnumerable<Finding> ReleaseStage(RepositorySnapshot files)
    {
        var stages = Mappings(Load(files[Release])).Where(node => node.Children.ContainsKey("stage")).ToList();
        if (stages.Count != 2)
        {
            yield return new Finding(Release, "a release does not consist of two stages, the preview and the release");
            yield break;
        }

        var (preview, release) = (stages[0], stages[1]);
        if (Text(preview, "stage") != "${{ parameters.stage }}Preview"
            || Mappings(preview).Any(job => job.Children.ContainsKey("deployment")))
            yield return new Finding(Release, "the preview uses the environment, so the approval would precede the preview");
        foreach (var part in new[] { "succeeded()", "'PullRequest'", "variables['Build.SourceBranch']", "parameters.branches" })
            if (Text(preview, "condition")?.Contains(part, StringComparison.Ordinal) != true)
                yield return new Finding(Release, $"the preview's condition does not require {part}");
        if (Text(release, "dependsOn") != "${{ parameters.stage }}Preview")
            yield return new Finding(Release, "the release does not wait for its preview");
        foreach (var stage in stages.Where(stage => Text(stage, "isSkippable") != "false"))
            yield return new Finding(Release, $"{Text(stage, "displayName")} can be skipped manually");

        var deployment = Mappings(release).First(node => node.Children.ContainsKey("deployment"));
        var hooks = (YamlMappingNode)deployment["strategy"]["runOnce"];
        var steps = ((YamlSequenceNode)hooks["deploy"]["steps"]).Select(step => string.Join(' ', Scalars(step))).ToList();
        var order = ReleaseSteps.Select(wanted => steps.FindIndex(step => step.Contains(wanted, StringComparison.Ordinal))).ToList();
        for (var i = 0; i < order.Count; i++)
            if (order[i] < 0 || i > 0 && order[i] < order[i - 1])
                yield return new Finding(Release, $"the step {ReleaseSteps[i]} is missing or out of order in the release");
        if (!Mappings(hooks["on"]["failure"]).Any(step => Text(step, "template") == "../steps/rollback.yml"))
            yield return new Finding(Release, "a failed release is not rolled back");
    }

    private static IEnumerable<Finding> Steps(RepositorySnapshot files, string path)
    {
        foreach (var node in Load(files[path]).AllNodes.OfType<YamlScalarNode>())
        {
            foreach (Match script in Script().Matches(node.Value ?? ""))
                if (!files.Contains($"pipelines/scripts/{script.Groups[1].Value}"))
                    yield return new Finding(path, $"line {node.Start.Line}: there is no pipelines/scripts/{script.Groups[1].Value}");
        }

        foreach (var step in Mappings(Load(files[path])))
        {
            if (Text(step, "template") is { } template && !template.Contains("${{", StringComparison.Ordinal))
            {
                var target = new Uri(new Uri($"file:///{path}"), template).AbsolutePath[1..];
                if (!files.Contains(target))
                    yield return new Finding(path, $"there is no template {target}");
            }

            // "Service connections cannot be specified by variable", because their checks run before variables have values.
            if (Text(step, "azureSubscription") is { } connection && connection.Contains("$(", StringComparison.Ordinal))
                yield return new Finding(path, $"the service connection {connection} is a variable");
        }
    }

    /// <summary>Checks that every deployment and preview step passes the environment variables that the parameter files read.</summary>
    private static IEnumerable<Finding> TemplateVariables(RepositorySnapshot files)
    {
        var read = files.Paths("bicep/environments", ".bicepparam")
            .SelectMany(path => EnvironmentVariable().Matches(files[path]))
            .Select(match => match.Groups[1].Value)
            .Where(name => !name.StartsWith("BUILD_", StringComparison.Ordinal))

            // The script computes the digest from the key.
            .Select(name => name == "RELEASE_KEY_DIGEST" ? "RELEASE_KEY" : name)
            .ToHashSet();
        foreach (var name in read.Order())
        {
            foreach (var path in new[] { "pipelines/steps/what-if.yml", "pipelines/steps/infrastructure.yml" })
                if (!files[path].Contains($"{name}: $(", StringComparison.Ordinal))
                    yield return new Finding(path, $"the parameter files read {name}, which this step does not pass");
            if (!Regex.IsMatch(files["pipelines/scripts/build-parameters.sh"], $@"\b{name}\b"))
                yield return new Finding("pipelines/scripts/build-parameters.sh", $"the script does not check whether {name} is defined");
        }
    }

    private static YamlNode Load(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> Mappings(YamlNode root) => root.AllNodes.OfType<YamlMappingNode>();

    private static IEnumerable<string> Scalars(YamlNode root) => root.AllNodes.OfType<YamlScalarNode>().Select(node => node.Value ?? "");

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? (value as YamlScalarNode)?.Value : null;

    [GeneratedRegex(@"(?:pipelines/scripts|parameters\.scripts \}\})/([\w-]+\.(?:sh|mjs))")]
    private static partial Regex Script();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex EnvironmentVariable();
}
