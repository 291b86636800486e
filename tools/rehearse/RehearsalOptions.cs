using CommandLines;

namespace Rehearse;

/// <summary>The options of the program.</summary>
/// <param name="List">Whether to print the stages and steps without running them.</param>
/// <param name="SkipTests">Whether to skip the unit and stack tests.</param>
/// <param name="Only">The stage or stage/job to run, or <c>null</c> for all stages.</param>
/// <param name="Reason">The reason for the run, as in <c>Build.Reason</c>.</param>
internal sealed record RehearsalOptions(bool List, bool SkipTests, string? Only, string Reason)
{
    public static ProgramCommand<RehearsalOptions> CreateCommand()
    {
        var list = OptionOf.Flag("--list", "Print the stages and their steps without running them.");
        var only = OptionOf.Text("--only", "stage[/job]", "Run one stage or job. A release stage also runs the packaging steps first.");
        var skipTests = OptionOf.Flag("--skip-tests", "Skip the unit and stack tests, but not the smoke test.");
        var reason = OptionOf
            .Choice("--reason", "reason", "Reason of the run", "IndividualCI", "BatchedCI", "Manual", "Schedule", "PullRequest")
            .WithDefault("IndividualCI");
        return new ProgramCommand<RehearsalOptions>(
            "--project tools/rehearse",
            "Expands azure-pipelines.yml and runs the steps that do not require Azure: build, tests, package, and the smoke test against a "
            + "local stack that runs the package. Exit code: 0 if all steps succeeded, 1 if a step failed, 2 if an option is invalid.",
            [list, only, skipTests, reason],
            result => new RehearsalOptions(
                result.GetValue(list), result.GetValue(skipTests), result.GetValue(only), result.GetRequiredValue(reason)));
    }
}
