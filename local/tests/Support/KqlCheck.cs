using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>
/// Runs check-kql.mjs, which uses Microsoft's language service to analyze a script and the queries against the script's schema.
/// </summary>
public static class KqlCheck
{
    public sealed record Diagnostic(string Source, int Line, int Column, string Severity, string Code, string Message);

    public sealed record Result(IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Created);

    public static async Task<Result> RunAsync(string script, IReadOnlyDictionary<string, string>? queries = null)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(SourceFolder(), "check-kql.mjs"), Path.Combine(Repository.Root, "local") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start) ?? throw new InvalidOperationException("The program node did not start.");
        await node.StandardInput.WriteAsync(new JsonObject
        {
            ["script"] = script,
            ["queries"] = JsonSerializer.SerializeToNode(queries ?? new Dictionary<string, string>()),
        }.ToJsonString());
        node.StandardInput.Close();
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.That(node.ExitCode, Is.Zero, await errors);
        return JsonSerializer.Deserialize<Result>(output, JsonSerializerOptions.Web)!;
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
