using System.Diagnostics;

namespace Pipelines.Tests.Scripts;

/// <summary>The result of running a script in pipelines/scripts or another program.</summary>
internal sealed record ScriptRun(int ExitCode, string Output, string Error)
{
    /// <summary>
    /// The time limit for scripts that hang. Scripts that take seconds on an idle machine can take minutes on a busy machine.
    /// </summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);

    public static string Folder => Path.Combine(Repository.Root, "pipelines", "scripts");

    /// <summary>
    /// Runs a program until it exits. <paramref name="tools"/> is a folder that precedes the search path, such as a folder with stand-ins.
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
            WorkingDirectory = Repository.Root,
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
