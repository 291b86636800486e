using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LocalEventHubs.Configuration;

namespace LocalEventHubs.Tests;

/// <summary>The official SDKs of other languages, unchanged, each with the connection string that the broker prints for it.</summary>
internal sealed class OtherSdkTests : AmqpTestBase
{
    /// <summary>Version 5.11 of the Python SDK, which Debian has, ignores the port of a connection string.</summary>
    private const int PythonsPort = 5671;

    /// <summary>Debian's Python, which has Debian's packages; another one may precede it in the path.</summary>
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected override EventHubBrokerOptions BrokerOptions() =>
        Options() with
        {
            AmqpTlsPort = TestContext.CurrentContext.Test.Name.Contains("Python", StringComparison.Ordinal) && IsFree(PythonsPort)
                ? PythonsPort
                : null,
        };

    [Test]
    public async Task JavaScript_publishes_and_receives()
    {
        var modules = Path.Combine(RepositoryRoot(), "local", "node_modules");
        if (!Directory.Exists(Path.Combine(modules, "@azure", "event-hubs")))
            Assert.Ignore("@azure/event-hubs is not installed: run npm ci in local.");

        using var results = await RunAsync("node", Script("javascript.cjs"), Broker.ConnectionString, Hub, modules);

        var root = results.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(Texts(root, "partitions"), Is.EqualTo(new[] { "0", "1", "2", "3" }));
            Assert.That(root.GetProperty("maxSize").GetInt32(), Is.EqualTo(1024 * 1024));
            Assert.That(root.GetProperty("last").GetInt32(), Is.EqualTo(99));
            Assert.That(Texts(root, "received"), Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"{i}")));
            Assert.That(root.GetProperty("messageId").GetString(), Is.EqualTo("m-7"));
            Assert.That(root.GetProperty("key").GetString(), Is.EqualTo("mykey"));
            Assert.That(root.GetProperty("bytes").GetString(), Is.EqualTo("bytes"));
            Assert.That(root.GetProperty("buffered").GetInt32(), Is.EqualTo(10));
            Assert.That(root.GetProperty("tooLarge").GetString(), Is.EqualTo("MessageTooLargeError"));
            Assert.That(root.GetProperty("unknown").GetString(), Is.EqualTo("MessagingEntityNotFoundError"));
            Assert.That(root.TryGetProperty("bufferedError", out _), Is.False);
        });
    }

    [Test]
    public async Task Python_publishes_and_receives_over_TLS()
    {
        if (Broker.TlsConnectionString is null)
            Assert.Ignore($"Port {PythonsPort}, the only one that Debian's Python SDK connects to, is taken.");
        Oracle.Require("python-eventhub", await CanImportAsync(), "apt-get install python3-azure");

        using var results = await RunAsync(Python, Script("python.py"), Broker.TlsConnectionString, Hub, Broker.CertificatePath!);

        var root = results.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(Texts(root, "partitions"), Is.EqualTo(new[] { "0", "1", "2", "3" }));
            Assert.That(root.GetProperty("last").GetInt32(), Is.EqualTo(99));
            Assert.That(Texts(root, "received"), Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"{i}")));
            Assert.That(root.GetProperty("number").GetInt32(), Is.EqualTo(7));
            Assert.That(root.GetProperty("key").GetString(), Is.EqualTo("mykey"));
        });
    }

    private static async Task<bool> CanImportAsync()
    {
        try
        {
            return (await RunProcessAsync(Python, "-c", "import azure.eventhub")).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no Python.
        }
    }

    private static async Task<JsonDocument> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, errors) = await RunProcessAsync(program, arguments);
        Assert.That(exitCode, Is.Zero, errors);
        return JsonDocument.Parse(output);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunProcessAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    private static IEnumerable<string> Texts(JsonElement root, string property) =>
        root.GetProperty(property).EnumerateArray().Select(value => value.ToString());

    private static string Script(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Clients", name);

    private static string RepositoryRoot()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder, "LatamFunctions.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        return folder;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
