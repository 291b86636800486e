using Rehearse;

namespace Pipelines.Tests.Pipeline;

/// <summary>
/// The steps of each release, expanded: each waits for what the one before it makes ready. And a script that waits for Azure renews its
/// login: a federated token lives for ten minutes.
/// </summary>
internal static class ReleaseOrderCheck
{
    private const string Root = "azure-pipelines.yml";

    /// <summary>In this order; a release may have other steps between them.</summary>
    private static readonly string[] Order =
    [
        "preflight.sh", "start-cluster.sh", "migrate-kusto.sh", "deploy-infrastructure.sh", "deployment-outputs.sh", "load-reference.sh",
        "reject-stand-ins.sh", "AzureFunctionApp@2", "wait-for-build.sh", "finish-migration.sh", "smoke.sh", "keep-good.sh",
    ];

    /// <summary>Scripts that may take longer than a token lives.</summary>
    private static readonly string[] Waiting = ["start-cluster.sh", "migrate-kusto.sh", "deploy-infrastructure.sh", "finish-migration.sh", "verify.sh", "watch-burn-rate.sh"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var variables = new Dictionary<string, string> { ["Build.Reason"] = "IndividualCI" };
        var plan = PipelinePlan.From(new TemplateExpander(path => files[path], variables).Expand(Root, new Dictionary<string, string>()));
        return plan.Stages.SelectMany(stage => stage.Jobs.Where(job => job.Environment is not null).SelectMany(job => Release(stage.Name, job)));
    }

    private static IEnumerable<Finding> Release(string stage, PlannedJob job)
    {
        var steps = job.Steps.Select(step => $"{step.What} {step.Inputs.GetValueOrDefault("scriptPath")}").ToList();
        var last = -1;
        foreach (var wanted in Order)
        {
            var at = steps.FindIndex(step => step.Contains(wanted, StringComparison.Ordinal));
            if (at <= last)
                yield return new Finding(Root, at < 0 ? $"{stage}: the step {wanted} is missing" : $"{stage}: the step {wanted} comes too early");
            last = Math.Max(last, at);
        }

        foreach (var step in job.Steps)
            if (Waiting.FirstOrDefault(script => step.Inputs.GetValueOrDefault("scriptPath")?.EndsWith($"/{script}", StringComparison.Ordinal) == true) is { } waiting
                && step.Inputs.GetValueOrDefault("keepAzSessionActive") != "true")
                yield return new Finding(Root, $"{stage}: {waiting} waits for longer than a token lives, without keepAzSessionActive");
    }
}
