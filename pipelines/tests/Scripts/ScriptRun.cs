using System.Diagnostics;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Scripts;

/// <summary>The result of a script of pipelines/scripts, or of another program.</summary>
internal sealed record ScriptRun(int ExitCode, string Output, string Error)
{
    /// <summary>Ends a script that hangs; a busy machine may take minutes where an idle one takes seconds.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);

    public static string Folder => Path.Combine(RepositorySnapshot.Root, "pipelines", "scripts");

    /// <summary>
    /// Runs to the end. <paramref name="tools"/> is a folder that is searched for programs first: the place of stand-ins for az.
    /// </summary>
    public static async Task<ScriptRun> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? tools = null,
        string? input = null)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = RepositorySnapshot.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        if (tools is not null)
            start.Environment["PATH"] = $"{tools}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeLimit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end within {TimeLimit}.");
        }

        return new ScriptRun(process.ExitCode, await output, await error);
    }

    public static Task<ScriptRun> RunNodeAsync(string script, params string[] arguments) =>
        RunAsync("node", [Path.Combine(Folder, script), .. arguments]);
}
