using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace LocalKusto.Tests;

/// <summary>The public client library takes the engine for Kusto.</summary>
public sealed class JavaScriptClientTests
{
    [Test]
    public async Task The_JavaScript_client_ingests_queries_commands_and_understands_errors()
    {
        await using var server = await KustoTestServer.StartAsync();

        var seen = await RunAsync(server.Endpoint);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen["created"]!.ToJsonString(), Is.EqualTo("""["Sdk"]"""));
            Assert.That(seen["columns"]!.AsArray().Select(column => (string?)column), Is.EqualTo(["Name:string", "N:long", "At:datetime", "Span:timespan", "Extra:dynamic"]));
            // The client makes milliseconds of timespans.
            Assert.That(seen["rows"]!.ToJsonString(), Is.EqualTo(
                """[{"Name":"one","N":1,"At":"2024-05-01T10:20:30.500Z","Span":1000,"Extra":{"tags":["a"]}},{"Name":"two","N":2,"At":null,"Span":null,"Extra":null}]"""));
            Assert.That(seen["total"]!.ToJsonString(), Is.EqualTo("""[{"total":3}]"""));
            Assert.That((int?)seen["error"]!["status"], Is.EqualTo(400));
            Assert.That((string?)seen["error"]!["code"], Is.EqualTo("General_BadRequest"));
            Assert.That((string?)seen["error"]!["message"], Does.Contain("SEM0100").And.Contain("NoSuchTable"));
            Assert.That((string?)seen["partial"], Does.Contain("E_QUERY_RESULT_SET_TOO_LARGE"));
        }
    }

    private static async Task<JsonNode> RunAsync(Uri endpoint, [CallerFilePath] string thisFile = "")
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                Path.Combine(Path.GetDirectoryName(thisFile)!, "kusto-client.mjs"),
                Path.Combine(KqlCheck.RepositoryRoot, "local"),
                endpoint.GetLeftPart(UriPartial.Authority),
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.That(node.ExitCode, Is.Zero, await errors);
        return JsonNode.Parse(output)!;
    }
}
