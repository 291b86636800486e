using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Tests.Support;
using Rehearse;

namespace Pipelines.Tests.Pipeline;

/// <summary>
/// Expands each release and checks the order of its steps, because each step requires the results of previous steps. Scripts that wait
/// for Azure must renew their login, because a federated token is valid for ten minutes. All waits together must be shorter than the job's
/// timeout. A step that runs after the new app is healthy must not cause a rollback.
/// </summary>
internal static partial class ReleaseOrderCheck
{
    private const string Root = "azure-pipelines.yml";

    /// <summary>The required steps, in order. A release can have other steps in between.</summary>
    private static readonly string[] Order =
    [
        "preflight.sh", "start-cluster.sh", "migrate-kusto.sh", "deploy-infrastructure.sh", "deployment-outputs.sh", "load-reference.sh",
        "reject-stand-ins.sh", "AzureFunctionApp@2", "wait-for-build.sh", "finish-migration.sh", "smoke.sh", "keep-good.sh",
    ];

    /// <summary>Scripts that can take longer than the lifetime of a token.</summary>
    private static readonly string[] Waiting =
        ["start-cluster.sh", "migrate-kusto.sh", "deploy-infrastructure.sh", "finish-migration.sh", "verify.sh", "watch-burn-rate.sh"];

    /// <summary>The time for the deployment, the smoke test and the load test, in minutes.</summary>
    private const int OtherMinutes = 45;

    public static IEnumerable<Finding> Check(RepositorySnapshot files) => Steps(files).Concat(Waits(files));

    /// <summary>Adds up the scripts' time limits, all of which a single release could reach.</summary>
    private static IEnumerable<Finding> Waits(RepositorySnapshot files)
    {
        int Minutes(string script, Regex limit) =>
            int.TryParse(limit.Match(files[$"pipelines/scripts/{script}"]).Groups[1].Value, CultureInfo.InvariantCulture, out var minutes)
                ? minutes
                : throw new InvalidOperationException($"{script} does not specify a limit for its wait.");
        var waits = Minutes("migrate-kusto.mjs", MinutesInScript()) + Minutes("finish-migration.sh", MinutesInShell())
            + ((Minutes("start-cluster.sh", SecondsInShell()) + Minutes("load-reference.mjs", SecondsInScript())
                + Minutes("wait-for-build.sh", SecondsInShell())) / 60)
            + Minutes("watch-burn-rate.sh", AbsentRounds())
            + int.Parse(WatchMinutes().Match(files[Root]).Groups[1].Value, CultureInfo.InvariantCulture);
        var job = int.Parse(JobMinutes().Match(files["pipelines/stages/release.yml"]).Groups[1].Value, CultureInfo.InvariantCulture);
        if (waits + OtherMinutes > job)
        {
            yield return new Finding(
                "pipelines/stages/release.yml",
                $"the waits in a release can take {waits} minutes of the job's {job}, which leaves less than {OtherMinutes}");
        }
    }

    private static IEnumerable<Finding> Steps(RepositorySnapshot files)
    {
        var variables = new Dictionary<string, string> { ["Build.Reason"] = "IndividualCI" };
        var plan = PipelinePlan.From(new TemplateExpander(path => files[path], variables).Expand(Root, new Dictionary<string, string>()));
        return plan.Stages.SelectMany(
            stage => stage.Jobs.Where(job => job.Environment is not null).SelectMany(job => Release(stage.Name, job)));
    }

    private static IEnumerable<Finding> Release(string stage, PlannedJob job)
    {
        var steps = job.Steps.Select(step => $"{step.What} {step.Inputs.GetValueOrDefault("scriptPath")}").ToList();
        var last = -1;
        foreach (var wanted in Order)
        {
            var at = steps.FindIndex(step => step.Contains(wanted, StringComparison.Ordinal));
            if (at <= last)
            {
                yield return new Finding(
                    Root, at < 0 ? $"{stage}: the step {wanted} is missing" : $"{stage}: the step {wanted} comes too early");
            }
            last = Math.Max(last, at);
        }

        if (job.Steps.FirstOrDefault(step => Runs(step, "finish-migration.sh")) is { ContinueOnError: false })
        {
            yield return new Finding(
                Root, $"{stage}: a failure of finish-migration.sh rolls back a healthy app: set continueOnError");
        }

        foreach (var step in job.Steps)
            if (Waiting.FirstOrDefault(script => Runs(step, script)) is { } waiting
                && step.Inputs.GetValueOrDefault("keepAzSessionActive") != "true")
                yield return new Finding(
                Root, $"{stage}: {waiting} waits for longer than the lifetime of a token, without keepAzSessionActive");
    }

    private static bool Runs(PlannedStep step, string script) =>
        step.Inputs.GetValueOrDefault("scriptPath")?.EndsWith($"/{script}", StringComparison.Ordinal) == true;

    [GeneratedRegex(@"WAIT_MINUTES \?\? (\d+)")]
    private static partial Regex MinutesInScript();

    [GeneratedRegex(@"WAIT_MINUTES:-(\d+)")]
    private static partial Regex MinutesInShell();

    [GeneratedRegex(@"WAIT_SECONDS \?\? (\d+)")]
    private static partial Regex SecondsInScript();

    [GeneratedRegex(@"WAIT_SECONDS:-(\d+)")]
    private static partial Regex SecondsInShell();

    /// <summary>Matches the number of rounds. A round takes one minute.</summary>
    [GeneratedRegex(@"ABSENT_ROUNDS:-(\d+)")]
    private static partial Regex AbsentRounds();

    [GeneratedRegex(@"watchMinutes: (\d+)")]
    private static partial Regex WatchMinutes();

    [GeneratedRegex(@"timeoutInMinutes: (\d+)")]
    private static partial Regex JobMinutes();
}
