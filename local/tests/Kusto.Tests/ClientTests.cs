using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests the engine with Microsoft's unmodified client libraries.</summary>
public sealed class ClientTests
{
    private const string Python = "/usr/bin/python3";

    [Test]
    public async Task The_JavaScript_client_ingests_executes_queries_and_commands_and_parses_errors()
    {
        await using var server = await KustoTestServer.StartAsync();

        var seen = await RunNodeAsync("kusto-client.mjs", server.Endpoint);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen["created"]!.ToJsonString(), Is.EqualTo("""["Sdk"]"""));
            Assert.That(seen["columns"]!.AsArray().Select(column => (string?)column),
                Is.EqualTo(["Name:string", "N:long", "At:datetime", "Span:timespan", "Extra:dynamic"]));
            // The client converts timespans to milliseconds.
            Assert.That(seen["rows"]!.ToJsonString(), Is.EqualTo(
                """[{"Name":"one","N":1,"At":"2024-05-01T10:20:30.500Z","Span":1000,"Extra":{"tags":["a"]}},"""
                + """{"Name":"two","N":2,"At":null,"Span":null,"Extra":null}]"""));
            Assert.That(seen["total"]!.ToJsonString(), Is.EqualTo("""[{"total":3}]"""));
            Assert.That((int?)seen["error"]!["status"], Is.EqualTo(400));
            Assert.That((string?)seen["error"]!["code"], Is.EqualTo("General_BadRequest"));
            Assert.That((string?)seen["error"]!["message"], Does.Contain("SEM0100").And.Contain("NoSuchTable"));
            Assert.That((string?)seen["partial"], Does.Contain("E_QUERY_RESULT_SET_TOO_LARGE"));
        }
    }

    [Test]
    public async Task The_JavaScript_ingestion_client_streams_rows_and_parses_errors()
    {
        await using var server = await KustoTestServer.StartAsync();

        var seen = await RunNodeAsync("kusto-ingest.mjs", server.Endpoint);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                seen["rows"]!.ToJsonString(), Is.EqualTo("""[{"Name":"one","N":1},{"Name":"two, quoted","N":2},{"Name":"three","N":3}]"""));
            Assert.That((string?)seen["error"], Does.Contain("404"), "the status for a table that does not exist");
        }
    }

    [Test]
    public async Task The_Python_client_executes_queries_and_commands_and_parses_errors()
    {
        var isInstalled = File.Exists(Python) && (await RunAsync(Python, "-c", "import azure.kusto.data")).ExitCode == 0;
        Oracle.Require("python-kusto", isInstalled, "apt-get install python3-azure-kusto-data");
        await using var server = await KustoTestServer.StartAsync();

        var seen = await ReadAsync(Python, Source("kusto_client.py"), Address(server.Endpoint));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen["columns"]!.AsArray().Select(column => (string?)column),
                Is.EqualTo(["Name:string", "N:long", "At:datetime", "Span:timespan", "Extra:dynamic"]));
            Assert.That(
                seen["rows"]!.ToJsonString(),
                Is.EqualTo("""[["one",1,"2024-05-01 10:20:30\u002B00:00","0:00:01",{"a":[1]}],["two",2,"None","None",null]]"""));
            Assert.That(seen["tables"]!.ToJsonString(), Is.EqualTo("""["Py"]"""));
            Assert.That((string?)seen["error"], Does.Contain("SEM0100").And.Contain("NoSuchTable"));
            Assert.That((string?)seen["truncated"], Does.Contain("E_QUERY_RESULT_SET_TOO_LARGE"));
        }
    }

    private static Task<JsonNode> RunNodeAsync(string script, Uri endpoint) =>
        ReadAsync("node", Source(script), Path.Combine(Repository.Root, "local"), Address(endpoint));

    private static async Task<JsonNode> ReadAsync(string program, params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(program, arguments);
        Assert.That(exitCode, Is.Zero, errors);
        return JsonNode.Parse(output)!;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    private static string Address(Uri endpoint) => endpoint.GetLeftPart(UriPartial.Authority);

    private static string Source(string name, [CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, name);
}
