using System.Diagnostics;

namespace Rehearse;

internal static class Program
{
    /// <summary>The environment variable that is set for all processes that a rehearsal starts.</summary>
    public const string Marker = "REHEARSAL_RUNNING";

    private const string PipelineFile = "azure-pipelines.yml";
    private static readonly string[] PackagingScripts = ["dotnet restore", "build-bicep.sh", "package.sh"];

    public static Task<int> Main(string[] args) => RehearsalOptions.CreateCommand().RunAsync(args, RunAsync);

    /// <summary>Returns the stages of a run with <see cref="RehearsalOptions.Reason"/>, or the stages of <c>--only</c>.</summary>
    public static PipelinePlan Plan(Func<string, string> read, RehearsalOptions options)
    {
        var variables = new Dictionary<string, string> { ["Build.Reason"] = options.Reason };
        var plan = PipelinePlan.From(new TemplateExpander(read, variables).Expand(PipelineFile, new Dictionary<string, string>()));
        if (options.Only is not { } only)
            return plan;

        var name = only.Split('/');
        var chosen = plan.Stages.Where(stage => stage.Name == name[0])
            .Select(stage => name.Length == 1 ? stage : stage with { Jobs = [.. stage.Jobs.Where(job => job.Name == name[1])] })
            .Where(stage => stage.Jobs.Count > 0)
            .ToList();
        if (chosen.Count == 0)
        {
            throw new PipelineException(
                $"There is no stage or job '{only}'. The stages are {string.Join(", ", plan.Stages.Select(stage => stage.Name))}.");
        }

        // A release requires the packages that the build stage creates.
        var package = plan.Stages.Select(stage => stage with { Jobs = [.. stage.Jobs.Select(Packaging).Where(job => job.Steps.Count > 0)] })
            .Where(stage => stage.Jobs.Count > 0);
        return plan with { Stages = chosen[0].Jobs.Any(job => job.Environment is not null) ? [.. package, .. chosen] : chosen };
    }

    private static async Task<int> RunAsync(RehearsalOptions options, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Marker) is not null)
        {
            await Console.Error.WriteLineAsync("A running rehearsal started this rehearsal, which would never end.");
            return 2;
        }

        if (FindRepository() is not { } repository)
        {
            await Console.Error.WriteLineAsync(
                $"Neither this folder nor a parent folder contains {PipelineFile}. Start the rehearsal inside the repository.");
            return 2;
        }

        try
        {
            var plan = Plan(path => File.ReadAllText(Path.Combine(repository, path)), options);
            return options.List ? List(plan, options) : await RunAsync(repository, plan, options, cancellationToken);
        }
        catch (PipelineException e)
        {
            await Console.Error.WriteLineAsync($"The pipeline is invalid: {e.Message}");
            return 1;
        }
    }

    private static PlannedJob Packaging(PlannedJob job) => job with
    {
        Steps =
        [
            .. job.Steps.Where(
                step => step.Kind == "publish" || PackagingScripts.Any(script => step.What.Contains(script, StringComparison.Ordinal))),
        ],
    };

    private static int List(PipelinePlan plan, RehearsalOptions options)
    {
        foreach (var stage in plan.Stages)
        {
            Console.WriteLine($"{stage.Name}{(stage.DependsOn.Count > 0 ? $" after {string.Join(", ", stage.DependsOn)}" : "")}");
            if (stage.Condition is not null)
                Console.WriteLine($"  if {stage.Condition}");
            foreach (var job in stage.Jobs)
            {
                Console.WriteLine($"  {job.Name}{(job.Environment is null ? "" : $" to {job.Environment}")}");
                foreach (var step in job.Steps)
                    Console.WriteLine($"    {step.DisplayName}: {Describe(StepPlace.From(step, options, Rehearsal.IsInstalled))}");
            }
        }

        return 0;
    }

    private static string Describe(StepPlace place) => place switch
    {
        StepPlace.NotHere notHere => $"not run here: {notHere.Reason}",
        StepPlace.Deploy => "the local stack runs the package",
        StepPlace.Migrate => "a local engine with data from the previous release",
        StepPlace.Publish => "the files lose their execute bits, as in an artifact",
        StepPlace.Here here => here.Note ?? "runs here",
        _ => throw new UnreachableException(),
    };

    private static async Task<int> RunAsync(
        string repository, PipelinePlan plan, RehearsalOptions options, CancellationToken cancellationToken)
    {
        await using var rehearsal = new Rehearsal(repository, plan, options);
        try
        {
            if (await rehearsal.RunAsync(plan, cancellationToken) is { } failure)
            {
                await Console.Error.WriteLineAsync(
                    $"\nRED. {failure}\nThe output of all steps: {Path.Combine(rehearsal.Folder, "rehearsal.log")}");
                return 1;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. The rehearsal is incomplete.");
            return 130;
        }

        await rehearsal.DisposeAsync();
        rehearsal.DeleteFolder();
        Console.WriteLine("\nPassed. Only the pipeline itself can check the steps that are not run here.");
        return 0;
    }

    private static string? FindRepository()
    {
        var folder = new DirectoryInfo(Directory.GetCurrentDirectory());
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, PipelineFile)))
            folder = folder.Parent;
        return folder?.FullName;
    }
}
