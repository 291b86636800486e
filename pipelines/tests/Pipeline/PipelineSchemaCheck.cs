using Pipelines.Tests.Support;
using Rehearse;
using YamlDotNet.RepresentationModel;

namespace Pipelines.Tests.Pipeline;

/// <summary>
/// Expands each kind of run and checks that stages, jobs and steps have only valid keys, and that tasks have only valid inputs. Azure
/// DevOps reports these errors only when the pipeline is queued, or never.
/// </summary>
internal static class PipelineSchemaCheck
{
    private const string Root = "azure-pipelines.yml";

    // From the YAML schema reference of Azure Pipelines (MicrosoftDocs/azure-devops-yaml-schema): the keys that this pipeline uses.
    private static readonly string[] RootKeys =
        ["name", "trigger", "pr", "schedules", "parameters", "lockBehavior", "pool", "variables", "stages"];
    private static readonly string[] StageKeys = ["stage", "displayName", "dependsOn", "condition", "isSkippable", "variables", "jobs"];
    private static readonly string[] JobKeys =
        ["job", "displayName", "dependsOn", "condition", "pool", "timeoutInMinutes", "variables", "steps"];
    private static readonly string[] DeploymentKeys =
        ["deployment", "displayName", "dependsOn", "condition", "environment", "pool", "timeoutInMinutes", "variables", "strategy"];
    private static readonly string[] PoolKeys = ["name", "vmImage", "demands"];

    private static readonly Dictionary<string, string[]> StepKeys = new()
    {
        ["task"] = ["task", "displayName", "condition", "continueOnError", "inputs", "env"],
        ["script"] = ["script", "displayName", "condition", "env"],
        ["checkout"] = ["checkout", "fetchDepth"],
        ["download"] = ["download", "artifact", "displayName"],
        ["publish"] = ["publish", "artifact", "displayName", "condition"],
    };

    /// <summary>The kinds of runs: the reason of each run, and its parameters.</summary>
    private static readonly (string Reason, Dictionary<string, string> Parameters)[] Runs =
    [
        ("IndividualCI", []),
        ("Schedule", []),
        ("Manual", new() { ["rollBack"] = "prod" }),
    ];

    public static IEnumerable<Finding> Check(RepositorySnapshot files) =>
        Runs.SelectMany(run => Check(files, run.Reason, run.Parameters)).Distinct();

    private static List<Finding> Check(RepositorySnapshot files, string reason, Dictionary<string, string> parameters)
    {
        try
        {
            var root = new TemplateExpander(path => files[path], new Dictionary<string, string> { ["Build.Reason"] = reason })
                .Expand(Root, parameters);
            List<Finding> findings = [.. Unknown(root, RootKeys, "the pipeline"), .. Items(root, "stages").SelectMany(Stage)];
            if (findings.Count == 0)
                PipelinePlan.From(root);
            return findings;
        }
        catch (PipelineException e)
        {
            return [new Finding(Root, e.Message)];
        }
    }

    private static IEnumerable<Finding> Stage(YamlMappingNode stage) =>
        [.. Unknown(stage, StageKeys, $"the stage {Text(stage, "stage")}"), .. Items(stage, "jobs").SelectMany(Job)];

    private static IEnumerable<Finding> Job(YamlMappingNode job)
    {
        var name = $"the job {Text(job, "job") ?? Text(job, "deployment")}";
        foreach (var finding in Unknown(job, job.Children.ContainsKey("deployment") ? DeploymentKeys : JobKeys, name))
            yield return finding;
        if (job.Children.TryGetValue("pool", out var pool))
            foreach (var finding in pool is YamlMappingNode mapping
                ? Unknown(mapping, PoolKeys, $"the pool of {name}")
                : [new Finding(Root, $"the pool of {name} is not a mapping")])
                yield return finding;
        foreach (var finding in job.AllNodes.OfType<YamlMappingNode>().SelectMany(node => Items(node, "steps")).SelectMany(Step))
            yield return finding;
    }

    private static IEnumerable<Finding> Step(YamlMappingNode step)
    {
        var kind = StepKeys.Keys.FirstOrDefault(key => step.Children.ContainsKey(key));
        if (kind is null)
            return [new Finding(Root, $"a step has an unknown kind; its keys are {string.Join(", ", Keys(step))}")];

        var name = $"the step '{Text(step, "displayName") ?? Text(step, kind)}'";
        var keys = Unknown(step, StepKeys[kind], name);
        return kind == "task" ? [.. keys, .. Task(step, name)] : keys;
    }

    private static IEnumerable<Finding> Task(YamlMappingNode step, string name)
    {
        if (!PipelineTask.InUse.TryGetValue(Text(step, "task")!, out var task))
        {
            yield return new Finding(Root, $"{name} uses the task {Text(step, "task")}, which is not in the table of tasks");
            yield break;
        }

        var inputs = step.Children.TryGetValue("inputs", out var node) ? (YamlMappingNode)node : [];
        foreach (var finding in Unknown(inputs, task.Inputs.Keys, $"{name}: {task.Name}", "input"))
            yield return finding;
        foreach (var (input, rule) in task.Inputs)
        {
            var value = Text(inputs, input);
            if (value is null && rule.IsRequired)
                yield return new Finding(Root, $"{name}: {task.Name} lacks the input {input}");
            else if (value is not null && rule.Values?.Contains(value) == false)
            {
                yield return new Finding(
                    Root, $"{name}: the input {input} of {task.Name} is '{value}', not {string.Join(" or ", rule.Values)}");
            }
        }
    }

    private static IEnumerable<Finding> Unknown(YamlMappingNode node, IEnumerable<string> known, string owner, string kind = "key") =>
        Keys(node).Except(known).Select(key => new Finding(Root, $"{owner} has no {kind} '{key}'"));

    private static IEnumerable<string> Keys(YamlMappingNode node) => node.Children.Keys.Cast<YamlScalarNode>().Select(key => key.Value!);

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var list) && list is YamlSequenceNode items ? items.OfType<YamlMappingNode>() : [];

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;
}
