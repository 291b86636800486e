using CommandLines;

namespace Rehearse;

/// <summary>The options of the program.</summary>
/// <param name="List">Whether the stages and steps are only printed.</param>
/// <param name="SkipTests">Whether the unit and stack tests are omitted.</param>
/// <param name="Only">A stage, or stage/job; null for all.</param>
/// <param name="Reason">The reason of the run, as in <c>Build.Reason</c>.</param>
internal sealed record RehearsalOptions(bool List, bool SkipTests, string? Only, string Reason)
{
    public static ProgramCommand<RehearsalOptions> CreateCommand()
    {
        var list = OptionOf.Flag("--list", "Print the stages and their steps, and run nothing.");
        var only = OptionOf.Text("--only", "stage[/job]", "Run one stage or job. A stage that releases packages first.");
        var skipTests = OptionOf.Flag("--skip-tests", "Omit the unit and stack tests; the smoke test runs.");
        var reason = OptionOf
            .Choice("--reason", "reason", "Reason of the run", "IndividualCI", "BatchedCI", "Manual", "Schedule", "PullRequest")
            .WithDefault("IndividualCI");
        return new ProgramCommand<RehearsalOptions>(
            "--project tools/rehearse",
            "Expands azure-pipelines.yml and runs the steps that do not need Azure: build, tests, package, and the smoke test against a "
            + "local stack that runs the package. Exit code: 0 if all steps succeeded, 1 if one failed, 2 for invalid options.",
            [list, only, skipTests, reason],
            result => new RehearsalOptions(
                result.GetValue(list), result.GetValue(skipTests), result.GetValue(only), result.GetRequiredValue(reason)));
    }
}
