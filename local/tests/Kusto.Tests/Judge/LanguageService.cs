using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LocalKusto.Kql.Types;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Judge;

/// <summary>
/// Microsoft's language service, which determines whether Kusto accepts a query and which columns the query returns. One process analyzes
/// all queries.
/// </summary>
internal static class LanguageService
{
    /// <summary>The schema of <see cref="SampleDatabase"/> in the format of the language service.</summary>
    private static readonly object Schema = new
    {
        Tables = new Dictionary<string, string>
        {
            ["T"] = "(a: long, b: string, c: real, d: datetime, e: dynamic)",
            ["U"] = "(a: long, w: string)",
            ["Latest"] = "(b: string, a: long, c: real, d: datetime, e: dynamic)",
            ["Types"] = $"({string.Join(", ", SampleDatabase.TypeColumns.Select(column => $"{column.Name}: {column.Type.CslName()}"))})",
        },
        Functions = new Dictionary<string, string[]>
        {
            ["Above"] = ["(least:long, prefix:string = \"\")", "{ T | where a >= least | where isempty(prefix) or b startswith prefix }"],
            ["Everything"] = ["()", "{ T }"],
        },
    };

    /// <summary>Returns the verdicts, in the order of the queries.</summary>
    public static async Task<IReadOnlyList<Verdict>> JudgeAsync(IEnumerable<string> queries)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(SourceFolder(), "judge-kql.mjs"), Path.Combine(Repository.Root, "local") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start) ?? throw new InvalidOperationException("The program node did not start.");
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEndAsync();
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { Schema, Queries = queries }, JsonSerializerOptions.Web));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.That(node.ExitCode, Is.Zero, await errors);
        return JsonSerializer.Deserialize<IReadOnlyList<Verdict>>(await output, JsonSerializerOptions.Web)!;
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    /// <summary>
    /// The errors of a query, and its columns as <c>name:type</c>. The columns are <c>null</c> if the query does not return a table.
    /// </summary>
    public sealed record Verdict(IReadOnlyList<Error> Errors, IReadOnlyList<string>? Columns);

    /// <summary>An error and its position in the query.</summary>
    public sealed record Error(int Start, int End, string Code, string Message);
}
