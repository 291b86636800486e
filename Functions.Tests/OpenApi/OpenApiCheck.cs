using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>
/// Runs check-openapi.mjs, which validates a document against the official schema, and values against the document's schemas.
/// </summary>
internal static class OpenApiCheck
{
    /// <param name="Name">The name of the value in errors.</param>
    /// <param name="Schema">The JSON pointer (RFC 6901) to the schema in the document.</param>
    public sealed record SchemaValue(string Name, string Schema, JsonNode? Value);

    /// <returns>The errors that were found.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(JsonNode document, params IEnumerable<SchemaValue> values)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(SourceFolder(), "check-openapi.mjs"), Path.Combine(Repository.Root, "local") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start) ?? throw new InvalidOperationException("The program node did not start.");
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEndAsync();
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { document, values }, JsonSerializerOptions.Web));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.That(node.ExitCode, Is.Zero, await errors);
        return JsonSerializer.Deserialize<IReadOnlyList<string>>(await output)!;
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
