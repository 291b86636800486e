using System.Diagnostics;
using System.Text.Json;

namespace Tests.Support;

/// <summary>Runs clients in other languages. A client is a script that writes its results as JSON.</summary>
public static class ClientProgram
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program, asserts that it succeeds, and returns its output.</summary>
    public static async Task<JsonDocument> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, errors) = await RunProcessAsync(program, arguments);
        Assert.That(exitCode, Is.Zero, errors);
        return JsonDocument.Parse(output);
    }

    /// <summary>Returns <c>true</c> if the program exists and succeeds.</summary>
    public static async Task<bool> SucceedsAsync(string program, params string[] arguments)
    {
        try
        {
            return (await RunProcessAsync(program, arguments)).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // The program does not exist.
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunProcessAsync(string program, string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeLimit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }
}
