using YamlDotNet.RepresentationModel;

namespace Rehearse;

/// <summary>A pipeline's stages, in order, with all templates expanded.</summary>
internal sealed record PipelinePlan(IReadOnlyList<PlannedStage> Stages, IReadOnlyDictionary<string, string> Variables)
{
    public static PipelinePlan From(YamlMappingNode pipeline)
    {
        var stages = new List<PlannedStage>();
        foreach (var stage in Items(pipeline, "stages"))
        {
            var planned = new PlannedStage(
                Text(stage, "stage") ?? throw new PipelineException("A stage has no name."),
                DependsOn(stage),
                Text(stage, "condition"),
                [.. Items(stage, "jobs").Select(Job)]);
            if (stages.Exists(earlier => earlier.Name == planned.Name))
                throw new PipelineException($"There are two stages with the name {planned.Name}.");
            if (planned.DependsOn.FirstOrDefault(name => !stages.Exists(earlier => earlier.Name == name)) is { } missing)
                throw new PipelineException($"The stage {planned.Name} depends on {missing}, which is not the name of an earlier stage.");
            if (planned.Jobs.Count == 0)
                throw new PipelineException($"The stage {planned.Name} has no jobs.");
            stages.Add(planned);
        }

        return stages.Count == 0
            ? throw new PipelineException("The pipeline has no stages.")
            : new PipelinePlan(
                stages, Items(pipeline, "variables").ToDictionary(item => Text(item, "name")!, item => Text(item, "value") ?? ""));
    }

    private static PlannedJob Job(YamlMappingNode job)
    {
        var name = Text(job, "job") ?? Text(job, "deployment") ?? throw new PipelineException("A job has no name.");
        var steps = job.Children.ContainsKey("deployment") ? (YamlMappingNode)job["strategy"]["runOnce"]["deploy"] : job;
        return new PlannedJob(name, Text(job, "environment"), [.. Items(steps, "steps").Select(Step)]);
    }

    private static PlannedStep Step(YamlMappingNode step)
    {
        var kind = ((YamlScalarNode)step.Children[0].Key).Value!;
        if (kind is not ("script" or "bash" or "task" or "checkout" or "download" or "publish"))
            throw new PipelineException($"A step begins with '{kind}:', which is not a kind of step.");
        var what = Text(step, kind)!;
        return new PlannedStep(
            kind, what, Text(step, "displayName") ?? $"{kind} {what}", Texts(step, "inputs"), Texts(step, "env"),
            Text(step, "continueOnError") == "true");
    }

    private static IReadOnlyList<string> DependsOn(YamlMappingNode stage) => stage.Find("dependsOn") switch
    {
        YamlSequenceNode list => [.. list.Cast<YamlScalarNode>().Select(name => name.Value!)],
        YamlScalarNode { Value: { Length: > 0 } name } => [name],
        _ => [],
    };

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) =>
        node.Find(key) is YamlSequenceNode list ? list.Cast<YamlMappingNode>() : [];

    private static Dictionary<string, string> Texts(YamlMappingNode node, string key) =>
        node.Find(key) is YamlMappingNode mapping
            ? mapping.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => (pair.Value as YamlScalarNode)?.Value ?? "")
            : [];

    private static string? Text(YamlMappingNode node, string key) => (node.Find(key) as YamlScalarNode)?.Value;
}

/// <summary>A stage after template expansion, with its jobs in the order of the file.</summary>
internal sealed record PlannedStage(string Name, IReadOnlyList<string> DependsOn, string? Condition, IReadOnlyList<PlannedJob> Jobs);

/// <summary>A job after template expansion.</summary>
/// <param name="Environment">The environment of a deployment job. The environment's approvals precede the job.</param>
internal sealed record PlannedJob(string Name, string? Environment, IReadOnlyList<PlannedStep> Steps);

/// <param name="Kind">The kind of the step, such as script, task or download.</param>
/// <param name="What">The content of the step, such as the script's text or the task's name and version.</param>
/// <param name="DisplayName">The name that the run's page shows.</param>
/// <param name="Inputs">The inputs of a task.</param>
/// <param name="Environment">The environment variables that the step adds.</param>
/// <param name="ContinueOnError">Whether the job continues, with a warning, if the step fails.</param>
internal sealed record PlannedStep(
    string Kind,
    string What,
    string DisplayName,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyDictionary<string, string> Environment,
    bool ContinueOnError);
