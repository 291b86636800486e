using System.Text.RegularExpressions;
using Pipelines.Tests.Scripts;
using Pipelines.Tests.Support;
using Rehearse;
using PipelineProgram = Rehearse.Program;

namespace Pipelines.Tests.Rehearsal;

/// <summary>
/// Tests the plans of rehearsals for the repository's own pipeline. The tests run no step, because a rehearsal itself runs the tests.
/// </summary>
public partial class RehearsalPlanTests
{
    private static readonly RehearsalOptions Options = RehearsalOptions.CreateCommand().Parse([]).Options!;

    [Test]
    public void A_merge_runs_previews_and_releases_up_to_production()
    {
        var plan = PipelineProgram.Plan(path => RepositorySnapshot.Current[path], Options);

        Assert.That(plan.Stages.Select(stage => stage.Name), Is.EqualTo(new[]
        {
            "Build", "DevPreview", "Dev", "StagingPreview", "Staging", "ProductionPreview", "Production",
        }));
        Assert.That(
            plan.Stages.Skip(1).Select(stage => stage.DependsOn[0]), Is.EqualTo(plan.Stages.SkipLast(1).Select(stage => stage.Name)));
    }

    [Test]
    public void A_nightly_run_compares_without_releasing()
    {
        var plan = PipelineProgram.Plan(path => RepositorySnapshot.Current[path], Options with { Reason = "Schedule" });

        Assert.That(plan.Stages.Select(stage => stage.Name), Is.EqualTo(new[]
        {
            "Build", "Dependencies", "Mutation", "Attack", "DriftDev", "DriftStaging", "DriftProduction",
        }));
        Assert.That(plan.Stages.SelectMany(stage => stage.Jobs).Select(job => job.Environment), Has.All.Null);
    }

    [Test]
    public void A_single_release_starts_with_packaging_and_ends_with_its_smoke_test()
    {
        var plan = PipelineProgram.Plan(path => RepositorySnapshot.Current[path], Options with { Only = "Dev" });
        var here = plan.Stages.SelectMany(stage => stage.Jobs).SelectMany(job => job.Steps)
            .Where(step => StepPlace.From(step, Options, _ => true) is not StepPlace.NotHere)
            .Select(step => step.DisplayName);

        Assert.That(here, Is.EqualTo(new[]
        {
            "Restore", "Build and lint Bicep", "Package once", "Publish the artifact", "Migrate the Kusto database",
            "Reject a package with stand-ins", "Deploy $(Build.BuildNumber)", "Wait until $(Build.BuildNumber) responds",
            "Smoke test in dev",
        }));
    }

    [TestCase("azure-pipelines.yml", "dependsOn: Staging\n", "dependsOn: Stagging\n", "depends on Stagging")]
    [TestCase(
        "azure-pipelines.yml", "environment: prod\n              pool: ${{ parameters.pools.prod }}\n              dependsOn: Staging",
        "enviroment: prod\n              dependsOn: Staging", "there is no parameter 'enviroment'")]
    [TestCase("pipelines/stages/release.yml", "parameters.watchMinutes, 0", "parameters.minutes, 0", "names 'minutes'")]
    [TestCase("pipelines/steps/app.yml", "  - script:", "  - scirpt:", "begins with 'scirpt:'")]
    public void An_invalid_pipeline_is_rejected_with_the_reason(string path, string find, string replace, string problem)
    {
        var broken = RepositorySnapshot.Current.With(path, find, replace);

        Assert.That(
            () => PipelineProgram.Plan(file => broken[file], Options), Throws.TypeOf<PipelineException>().With.Message.Contains(problem));
    }

    [Test]
    public void An_unknown_stage_or_job_is_an_error_that_lists_the_existing_names() => Assert.That(
        () => PipelineProgram.Plan(path => RepositorySnapshot.Current[path], Options with { Only = "Moon" }),
        Throws.TypeOf<PipelineException>().With.Message.Contains("no stage or job 'Moon'. The stages are Build, DevPreview"));

    /// <summary>A script that fails to run does not count as a script that rejects the package.</summary>
    [TestCase(0, 1)]
    [TestCase(1, 0)]
    [TestCase(126, 1)]
    public async Task The_script_itself_must_reject_a_package_with_stand_ins(int exitCode, int expected)
    {
        var plan = PipelineProgram.Plan(path => RepositorySnapshot.Current[path], Options);
        var step = plan.Stages.SelectMany(stage => stage.Jobs)
            .SelectMany(job => job.Steps)
            .First(step => step.DisplayName == "Reject a package with stand-ins");
        var place = (StepPlace.Here)StepPlace.From(step, Options, _ => true);

        var run = await ScriptRun.RunAsync(
            "bash", ["-c", place.Command.Replace(step.What, $"(exit {exitCode})", StringComparison.Ordinal)]);

        Assert.That(run.ExitCode, Is.EqualTo(expected));
    }

    /// <summary>
    /// The committed log lists the steps of the current pipeline. A step that was added after the rehearsal would be missing.
    /// </summary>
    [Test]
    public void The_log_of_the_last_rehearsal_has_every_step()
    {
        var plan = PipelineProgram.Plan(path => RepositorySnapshot.Current[path], Options);
        var log = RepositorySnapshot.Current["docs/operations/rehearsal.md"];

        var steps = plan.Stages.SelectMany(stage => stage.Jobs).SelectMany(job => job.Steps).Select(step => step.DisplayName).Distinct();

        Assert.That(steps.Where(step => !Regex.IsMatch(log, string.Join(".+", Macro().Split(step).Select(Regex.Escape)))), Is.Empty);
    }

    [Test]
    public void Skipping_tests_does_not_skip_the_smoke_test()
    {
        var plan = PipelineProgram.Plan(path => RepositorySnapshot.Current[path], Options);
        var steps = plan.Stages.SelectMany(stage => stage.Jobs).SelectMany(job => job.Steps).ToList();
        var places = steps.ToLookup(step => step.DisplayName, step => StepPlace.From(step, Options with { SkipTests = true }, _ => true));

        Assert.That(places["Unit, stack and KQL tests"], Has.All.TypeOf<StepPlace.NotHere>());
        Assert.That(places["Smoke test in dev"], Has.All.TypeOf<StepPlace.Here>());
    }

    [GeneratedRegex(@"\$\([\w.]+\)")]
    private static partial Regex Macro();
}
