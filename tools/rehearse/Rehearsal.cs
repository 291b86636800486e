using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rehearse;

/// <summary>Runs the plan's steps in order, with files in a temporary folder that has the layout of an agent's folders.</summary>
internal sealed partial class Rehearsal : IAsyncDisposable
{
    private readonly string _repository;
    private readonly RehearsalOptions _options;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rehearse-");
    private readonly Dictionary<string, string> _variables;
    private string? _stackProgram;
    private PackagedStack? _stack;

    /// <summary>The data folder with the migrated database, which the next stack uses.</summary>
    private string? _migrated;

    public Rehearsal(string repository, PipelinePlan plan, RehearsalOptions options)
    {
        (_repository, _options) = (repository, options);
        var artifact = Path.Combine(_folder.FullName, "drop");
        _variables = new Dictionary<string, string>(plan.Variables)
        {
            // The artifact is created in the folder into which a later stage would download the artifact.
            ["Build.ArtifactStagingDirectory"] = artifact,
            ["Pipeline.Workspace"] = _folder.FullName,
            ["Agent.TempDirectory"] = Directory.CreateDirectory(Path.Combine(_folder.FullName, "temp")).FullName,
            ["Build.SourcesDirectory"] = repository,
            ["Build.BuildNumber"] = $"rehearsal.{DateTimeOffset.UtcNow:yyyyMMddHHmmss}",
            ["Build.SourceVersion"] = new string('0', 40),
        };

        // On an agent, NUGET_PACKAGES is the package cache. A rehearsal uses the user's own cache.
        _variables.Remove("NUGET_PACKAGES");
    }

    /// <summary>The folder that contains the logs.</summary>
    public string Folder => _folder.FullName;

    /// <returns>The failed step, or <c>null</c> if all steps passed that must pass.</returns>
    public async Task<string?> RunAsync(PipelinePlan plan, CancellationToken cancellationToken)
    {
        foreach (var stage in plan.Stages)
        {
            foreach (var job in stage.Jobs)
            {
                var approvals = job.Environment is null ? "" : $" (environment {job.Environment}: its approvals apply here)";
                Console.WriteLine($"\n{stage.Name}/{job.Name}{approvals}");
                foreach (var step in job.Steps)
                {
                    var place = StepPlace.From(step, _options, IsInstalled);
                    var start = Stopwatch.GetTimestamp();
                    if (place is StepPlace.NotHere notHere)
                    {
                        Console.WriteLine($"  -        {Resolve(step.DisplayName)}: not run here: {notHere.Reason}");
                        continue;
                    }

                    var problem = await TryRunAsync(step, place, cancellationToken);
                    var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
                    var note = place switch
                    {
                        StepPlace.Here { Note: { } text } => $" ({text})",
                        StepPlace.Deploy => " (to a local stack)",
                        StepPlace.Migrate => " (a local engine with data from the previous release)",
                        _ => "",
                    };
                    Console.WriteLine($"  {(problem is null ? "ok" : "FAILED"),-6} {seconds,6} s  {Resolve(step.DisplayName)}{note}");
                    if (problem is not null && !step.ContinueOnError)
                        return $"{stage.Name}/{job.Name}: {step.DisplayName}: {problem}";
                }

                await StopStackAsync();
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync() => await StopStackAsync();

    public void DeleteFolder() => _folder.Delete(recursive: true);

    private async Task<string?> TryRunAsync(PlannedStep step, StepPlace place, CancellationToken cancellationToken)
    {
        try
        {
            return place switch
            {
                StepPlace.Here here => await ShellAsync(Resolve(here.Command), step.Environment, cancellationToken),
                StepPlace.Publish => StripExecuteBits(Resolve(step.What)),
                StepPlace.Migrate => await MigrateAsync(cancellationToken),
                _ => await DeployAsync(step, cancellationToken),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or InvalidDataException)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// Removes the execute bit from every file, as the upload of a pipeline artifact does (microsoft/azure-pipelines-tasks#21170).
    /// </summary>
    /// <returns>The problem, or <c>null</c> if there is no problem.</returns>
    internal static string? StripExecuteBits(string folder)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        foreach (var file in files)
        {
            File.SetUnixFileMode(
                file, File.GetUnixFileMode(file) & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        }
        return files.Length > 0 ? null : $"{folder} is empty, so nothing is published.";
    }

    private async Task<string?> DeployAsync(PlannedStep step, CancellationToken cancellationToken)
    {
        if (_stackProgram is null)
        {
            var program = Path.Combine(_folder.FullName, "stack");
            if (await ShellAsync($"dotnet publish local/stack -c Release -o \"{program}\"", Empty, cancellationToken) is { } problem)
                return problem;
            _stackProgram = program;
        }

        var data = _migrated ?? NewDataFolder();
        _migrated = null;
        _stack = await PackagedStack.StartAsync(_stackProgram, Resolve(step.Inputs["package"]), data, cancellationToken);
        foreach (var (name, value) in _stack.Variables)
            _variables[name] = value;
        return null;
    }

    /// <returns>The problem, or <c>null</c> if there is no problem.</returns>
    private async Task<string?> MigrateAsync(CancellationToken cancellationToken)
    {
        _migrated = NewDataFolder();
        var drop = Path.Combine(_folder.FullName, "drop");
        await using var migration = await KustoMigration.StartAsync(Path.Combine(_migrated, "kusto"), cancellationToken);
        return await migration.RunAsync(
            Path.Combine(drop, "pipelines", "scripts"), Path.Combine(drop, "kusto", "schema.kql"), cancellationToken);
    }

    private string NewDataFolder() => Directory.CreateDirectory(Path.Combine(_folder.FullName, $"data-{Guid.NewGuid():N}")).FullName;

    private async Task StopStackAsync()
    {
        if (_stack is not null)
            await _stack.DisposeAsync();
        _stack = null;
    }

    private static readonly Dictionary<string, string> Empty = [];

    /// <returns>The exit code and the end of the output if the command failed, or <c>null</c> if the command succeeded.</returns>
    private async Task<string?> ShellAsync(
        string command, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash") { WorkingDirectory = _repository, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec 2>&1; {command}");
        foreach (var (name, value) in environment.Concat(_stack?.Environment ?? Empty))
            start.Environment[name] = Resolve(value);

        // With the marker, a test that starts a rehearsal fails instead of starting the tests again.
        start.Environment[Program.Marker] = "1";
        start.Environment.Remove("UseStandIns");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        await File.AppendAllTextAsync(Path.Combine(_folder.FullName, "rehearsal.log"), $"$ {command}\n{output}\n", cancellationToken);
        return process.ExitCode == 0
            ? null
            : $"exit code {process.ExitCode}\n{string.Join('\n', output.TrimEnd().Split('\n').TakeLast(25))}";
    }

    // As on an agent, an unknown variable is not replaced.
    private string Resolve(string text) => Macro().Replace(text, match => _variables.GetValueOrDefault(match.Groups[1].Value, match.Value));

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    [GeneratedRegex(@"\$\(([\w.]+)\)")]
    private static partial Regex Macro();
}
