using System.Diagnostics;

namespace PeerBenchmark;

/// <summary>Runs programs and returns their output.</summary>
internal static class ProgramOutput
{
    /// <returns>The standard output, without leading and trailing white space.</returns>
    /// <exception cref="InvalidOperationException">The program failed. The message contains its error output.</exception>
    public static async Task<string> ReadAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}: {(await error).Trim()}");
    }
}
