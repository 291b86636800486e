using System.Text.Json;

namespace LocalEventHubs.Tests;

/// <summary>Debian's version of the official Python SDK, which requires TLS.</summary>
internal sealed class PythonClient : IDisposable
{
    /// <summary>The port that the SDK always uses. Version 5.11 in Debian ignores the port in a connection string.</summary>
    private const int Port = 5671;

    /// <summary>Debian's Python, which has Debian's packages. The Python in PATH can be a different installation.</summary>
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly bool _isInstalled;
    private readonly IDisposable? _reservation;

    private PythonClient(bool isInstalled, IDisposable? reservation) => (_isInstalled, _reservation) = (isInstalled, reservation);

    /// <summary>The port on which a server must listen for the client, or 0 if the client cannot be used.</summary>
    public int TlsPort => _reservation is null ? 0 : Port;

    /// <summary>Reserves the port for the client. Dispose of the result after disposing of the server.</summary>
    public static async Task<PythonClient> ReserveAsync()
    {
        var isInstalled = await ClientProgram.SucceedsAsync(Python, "-c", "import azure.eventhub");
        return new PythonClient(isInstalled, isInstalled ? await TcpPort.ReserveAsync(Port) : null);
    }

    /// <summary>Skips the test if the port is in use or the SDK is not installed.</summary>
    public void Require()
    {
        if (_isInstalled && _reservation is null)
            Assert.Ignore($"Port {Port}, the only port to which Debian's Python SDK connects, is in use.");
        Oracle.Require("python-eventhub", _isInstalled, "apt-get install python3-azure");
    }

    /// <summary>Publishes to a hub with four empty partitions, receives the events, and asserts that they are complete.</summary>
    public static async Task PublishAndReceiveAsync(string connectionString, string hub, string certificatePath)
    {
        var script = Path.Combine(TestContext.CurrentContext.TestDirectory, "Clients", "python.py");
        using var results = await ClientProgram.RunAsync(Python, script, connectionString, hub, certificatePath);

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

    public void Dispose() => _reservation?.Dispose();

    private static IEnumerable<string> Texts(JsonElement root, string property) =>
        root.GetProperty(property).EnumerateArray().Select(value => value.ToString());
}
