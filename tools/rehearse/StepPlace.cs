namespace Rehearse;

/// <summary>The way in which a rehearsal handles a step of the pipeline.</summary>
internal abstract record StepPlace
{
    private StepPlace()
    {
    }

    /// <summary>The step's command is run. <paramref name="Note"/> describes the difference from the pipeline.</summary>
    public sealed record Here(string Command, string? Note = null) : StepPlace;

    /// <summary>The local stack runs the package instead of the function app.</summary>
    public sealed record Deploy : StepPlace;

    /// <summary>The execute bits of the artifact's files are removed, because an agent's upload does not preserve them.</summary>
    public sealed record Publish : StepPlace;

    /// <summary>A local engine with data from the previous release is migrated. The local stack then uses the migrated data.</summary>
    public sealed record Migrate : StepPlace;

    /// <summary>The step is not run, for the reason in <paramref name="Reason"/>.</summary>
    public sealed record NotHere(string Reason) : StepPlace;

    private const string WithStandIns = "UseStandIns=true here, because two official packages may be unavailable";

    public static StepPlace From(PlannedStep step, RehearsalOptions options, Func<string, bool> isInstalled) => step switch
    {
        { Kind: "task", What: var task } when task.StartsWith("AzureFunctionApp@", StringComparison.Ordinal) => new Deploy(),
        { Kind: "task" } when Script(step).EndsWith("/migrate-kusto.sh", StringComparison.Ordinal) => new Migrate(),
        { Kind: "task" } when Script(step).EndsWith("/smoke.sh", StringComparison.Ordinal) => new Here(
            "dotnet test \"$(Pipeline.Workspace)/drop/smoke/LatamFunctions.Tests.dll\" --filter Category=Smoke"
            + " | tee \"$(Agent.TempDirectory)/smoke.txt\"; test ${PIPESTATUS[0]} -eq 0"
            + " && { grep -qE 'Passed: +[1-9]' \"$(Agent.TempDirectory)/smoke.txt\" || { echo 'No smoke test "
            + "passed, because none ran.'; false; }; }",
            "without smoke.sh, which creates a key in Azure; with the stack's own key"),
        { Kind: "task" } when Script(step).EndsWith("/verify.sh", StringComparison.Ordinal) => new Here(
            "dotnet \"$(Pipeline.Workspace)/drop/verify/Verify.dll\" --stack \"$(stackFolder)\" --events 20k",
            "without verify.sh, which creates a key in Azure; 20,000 events against the local stack"),
        { Kind: "task", What: var task } when task.StartsWith("Azure", StringComparison.Ordinal) =>
            new NotHere("requires Azure"),
        { Kind: "publish", What: var folder } when folder == "$(Build.ArtifactStagingDirectory)" => new Publish(),
        { Kind: not ("script" or "bash") } => new NotHere("a task of the agent"),
        _ => FromScript(step, options, isInstalled),
    };

    private static StepPlace FromScript(PlannedStep step, RehearsalOptions options, Func<string, bool> isInstalled)
    {
        var command = step.What;
        var isTest = command.StartsWith("dotnet test", StringComparison.Ordinal)
            || command.Contains("coverage-threshold", StringComparison.Ordinal);
        if (isTest && options.SkipTests)
            return new NotHere("--skip-tests");
        if (command.StartsWith("shellcheck", StringComparison.Ordinal) && !isInstalled("shellcheck"))
            return new NotHere("requires shellcheck, which is not installed");
        if (step.Environment.GetValueOrDefault("UseStandIns") == "false")
            return new NotHere("requires two official packages that may be unavailable");
        if (command.Contains("reject-stand-ins.sh", StringComparison.Ordinal))
            return new Here($"{command}; test $? -eq 1", "this package contains stand-ins and must be rejected");
        if (command.Contains("package.sh", StringComparison.Ordinal))
            return new Here($"UseStandIns=true {command}", WithStandIns);
        return command.Contains("UseStandIns=false", StringComparison.Ordinal)
            ? new Here(command.Replace("UseStandIns=false", "UseStandIns=true", StringComparison.Ordinal), WithStandIns)
            : new Here(command);
    }

    private static string Script(PlannedStep step) => step.Inputs.GetValueOrDefault("scriptPath") ?? "";
}
