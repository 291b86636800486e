using System.Text.Json;

namespace LocalEventHubs.Tests;

/// <summary>
/// Tests the broker with the official SDKs for JavaScript and Python, with the connection strings that the broker prints for these SDKs.
/// </summary>
internal sealed class OtherSdkTests : AmqpTestBase
{
    [Test]
    public async Task JavaScript_publishes_and_receives()
    {
        var modules = Path.Combine(Repository.Root, "local", "node_modules");
        if (!Directory.Exists(Path.Combine(modules, "@azure", "event-hubs")))
            Assert.Ignore("@azure/event-hubs is not installed: run npm ci in local.");

        using var results = await ClientProgram.RunAsync("node", Script("javascript.cjs"), Broker.ConnectionString, Hub, modules);

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
        using var client = await PythonClient.ReserveAsync();
        client.Require();
        await using var broker = await EventHubBroker.StartAsync(
            Options() with { DataDirectory = Path.Combine(Folder, "tls"), AmqpTlsPort = client.TlsPort });

        await PythonClient.PublishAndReceiveAsync(broker.TlsConnectionString!, Hub, broker.CertificatePath!);
    }

    private static IEnumerable<string> Texts(JsonElement root, string property) =>
        root.GetProperty(property).EnumerateArray().Select(value => value.ToString());

    private static string Script(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Clients", name);
}
