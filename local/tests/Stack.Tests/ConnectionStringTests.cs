using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using LocalEventHubs.Tests;
using LocalStack.Testing;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>Tests the event hub's connection strings that a running stack prints, as users copy them from the terminal.</summary>
[Category("Stack")]
internal sealed class ConnectionStringTests
{
    private const string Hub = "flight-events";

    private DirectoryInfo _folder = null!;
    private PythonClient _python = null!;
    private StackProcess _stack = null!;

    private string ConnectionString => Printed(@"^  Event Hubs +(?<text>Endpoint=\S+)$");

    private string TlsConnectionString => Printed(@"over TLS, .*: (?<text>Endpoint=\S+)$");

    private string CertificatePath => Printed(@"with the certificate (?<text>\S.*)$");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("stack-");
        _python = await PythonClient.ReserveAsync();
        _stack = new StackProcess(_folder.FullName, ["--eventhubs-tls-port", $"{_python.TlsPort}"]);
        await _stack.EndpointsAsync();
        await Eventually.IsTrueAsync(() => _stack.Output.Contains("Ctrl-C stops it.", StringComparison.Ordinal), "The end of the banner");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _stack.DisposeAsync();
        _python.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task The_plain_connection_string_works_with_the_unmodified_NET_SDK()
    {
        Assert.That(ConnectionString, Does.EndWith("UseDevelopmentEmulator=true;"));

        await PublishAndReceiveAsync(ConnectionString, new EventHubConnectionOptions(), "0");
    }

    [Test]
    public async Task The_TLS_connection_string_works_with_the_NET_SDK_and_the_printed_certificate()
    {
        Assert.That(TlsConnectionString, Does.Not.Contain("UseDevelopmentEmulator"));
        using var trusted = X509CertificateLoader.LoadCertificateFromFile(CertificatePath);
        var isChecked = false;

        await PublishAndReceiveAsync(
            TlsConnectionString,
            new EventHubConnectionOptions
            {
                CertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    isChecked = true;
                    return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                        && IsIssuedBy(trusted, certificate!);
                },
            },
            "2");

        Assert.That(isChecked);
    }

    [Test]
    public async Task The_TLS_connection_string_works_with_the_Python_SDK_and_the_printed_certificate()
    {
        _python.Require();

        await PythonClient.PublishAndReceiveAsync(TlsConnectionString, Hub, CertificatePath);
    }

    private static async Task PublishAndReceiveAsync(string connectionString, EventHubConnectionOptions connection, string partition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var flight = Events.Flight($"connection-{partition}", "QCA", "QCB");
        await using var producer = new EventHubProducerClient(
            connectionString, Hub, new EventHubProducerClientOptions { ConnectionOptions = connection });
        await producer.SendAsync([new EventData(flight)], new SendEventOptions { PartitionId = partition }, timeout.Token);

        await using var consumer = new EventHubConsumerClient(
            EventHubConsumerClient.DefaultConsumerGroupName,
            connectionString,
            Hub,
            new EventHubConsumerClientOptions { ConnectionOptions = connection });
        await foreach (var received in consumer.ReadEventsFromPartitionAsync(partition, EventPosition.Earliest, timeout.Token))
        {
            Assert.That(received.Data.EventBody.ToString(), Is.EqualTo(flight));
            Assert.That(received.Data.SequenceNumber, Is.Zero);
            return;
        }
    }

    private static bool IsIssuedBy(X509Certificate2 root, X509Certificate certificate)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { root },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        using var presented = new X509Certificate2(certificate);
        return chain.Build(presented);
    }

    /// <summary>Returns the part of the output that a user would copy.</summary>
    private string Printed(string pattern)
    {
        var match = Regex.Match(_stack.Output, pattern, RegexOptions.Multiline);
        Assert.That(match.Success, _stack.Output);
        return match.Groups["text"].Value.TrimEnd();
    }
}
