using LatamFunctions.DeadLetters;
using LatamFunctions.Ingestion;
using LatamFunctions.Kusto;
using LatamFunctions.Publishing;
using LatamFunctions.Responses;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Kusto;

/// <summary>Tests that a missing or invalid setting stops the app at startup, with a message that names the setting.</summary>
public class SettingsTests
{
    private const string Cluster = "https://name.brazilsouth.kusto.windows.net";

    [Test]
    public void The_cluster_is_a_required_setting()
    {
        Assert.Multiple(() =>
        {
            Assert.That(KustoError(), Does.Contain("Kusto__Endpoint is missing"));
            Assert.That(KustoError(("Kusto__Endpoint", "ftp://x")), Does.Contain("Kusto__Endpoint is missing"));
            Assert.That(KustoError(("Kusto__Endpoint", Cluster), ("Kusto__Database", "")), Does.Contain("Kusto__Database is empty"));
            Assert.That(KustoError(("Kusto__Endpoint", Cluster)), Is.Null);
        });
    }

    [Test]
    public void The_default_database_is_flights()
    {
        using var services = ConfiguredServices.Create(s => s.AddKusto(), ("Kusto__Endpoint", Cluster));
        Assert.That(services.GetRequiredService<IOptions<KustoOptions>>().Value.Database, Is.EqualTo("flights"));
    }

    [Test]
    public void A_token_is_never_sent_over_http()
    {
        Assert.Multiple(() =>
        {
            Assert.That(KustoError(("Kusto__Endpoint", "http://kusto:8080")), Does.Contain("Kusto__Authentication to None"));
            Assert.That(KustoError(("Kusto__Endpoint", "http://kusto:8080"), ("Kusto__Authentication", "None")), Is.Null);
        });
    }

    [Test]
    public void Compression_and_the_managed_identity_are_enabled_by_default()
    {
        using var services = ConfiguredServices.Create(s => s.AddKusto(), ("Kusto__Endpoint", Cluster));
        using var local = ConfiguredServices.Create(
            s => s.AddKusto(), ("Kusto__Endpoint", Cluster), ("Kusto__Authentication", "None"), ("Kusto__CompressIngestion", "false"));

        Assert.Multiple(() =>
        {
            var options = services.GetRequiredService<IOptions<KustoOptions>>().Value;
            Assert.That((options.Authentication, options.CompressIngestion), Is.EqualTo((KustoAuthentication.Identity, true)));
            options = local.GetRequiredService<IOptions<KustoOptions>>().Value;
            Assert.That((options.Authentication, options.CompressIngestion), Is.EqualTo((KustoAuthentication.None, false)));
        });
    }

    [Test]
    public void The_dead_letter_table_has_exactly_one_address()
    {
        Assert.Multiple(() =>
        {
            Assert.That(DeadLetterError(), Does.Contain("DeadLetters__TableServiceUri"));
            Assert.That(
                DeadLetterError(
                    ("DeadLetters__TableServiceUri", "https://a.table.core.windows.net"),
                    ("DeadLetters__ConnectionString", "UseDevelopmentStorage=true")),
                Does.Contain("DeadLetters__ConnectionString").And.Not.Contain("a.table.core"));
            Assert.That(DeadLetterError(("DeadLetters__ConnectionString", "UseDevelopmentStorage=true")), Is.Null);
            Assert.That(DeadLetterError(("DeadLetters__TableServiceUri", "https://a.table.core.windows.net")), Is.Null);
        });
    }

    [TestCase("Ingestion__MaxRequestBytes", "4194304", "4194305")]
    [TestCase("Ingestion__MaxRequestBytes", "1", "0")]
    [TestCase("Ingestion__Retries", "0", "-1")]
    [TestCase("Ingestion__RetryDelay", "00:00:00", "-00:00:01")]
    [TestCase("Ingestion__MaxConcurrentRequests", "1", "0")]
    [TestCase("Ingestion__RequestTimeout", "00:00:00.001", "00:00:00")]
    [TestCase("Ingestion__BreakerThreshold", "2", "1")]
    [TestCase("Ingestion__BreakerWindow", "00:00:00.5", "00:00:00.499")]
    [TestCase("Ingestion__BreakerDuration", "00:00:00.5", "00:00:00.499")]
    [TestCase("Ingestion__MaxMessageEvents", "1", "0")]
    [TestCase("Ingestion__MaxMessageErrors", "1", "0")]
    [TestCase("Ingestion__MaxMessageBytes", "1", "0")]
    [TestCase("Ingestion__MaxClockSkew", "00:00:00", "-00:00:01")]
    [TestCase("Ingestion__MaxClockSkew", "1.00:00:00", "1.00:00:01")]
    public void Ingestion_settings_outside_their_limits_are_rejected(string name, string last, string beyond)
    {
        Assert.Multiple(() =>
        {
            Assert.That(ConfiguredServices.StartupError(s => s.AddIngestion(), (name, last)), Is.Null);
            Assert.That(ConfiguredServices.StartupError(s => s.AddIngestion(), (name, beyond)), Does.Contain(name));
        });
    }

    [TestCase("00:00:00")]
    [TestCase("1.00:00:01")]
    [TestCase("60.00:00:00")]
    public void An_invalid_duration_is_rejected_at_startup(string value)
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                ConfiguredServices.StartupError(s => s.AddResponses(), ("Exports__MaxDuration", value)),
                Does.Contain("Exports__MaxDuration"));
            Assert.That(
                ConfiguredServices.StartupError(s => s.AddPublishing(), ("Publishing__MaxDuration", value)),
                Does.Contain("Publishing__MaxDuration"));
            Assert.That(ConfiguredServices.StartupError(s => s.AddResponses(), ("Exports__MaxDuration", "1.00:00:00")), Is.Null);
        });
    }

    private static string? KustoError(params (string, string)[] settings) => ConfiguredServices.StartupError(s => s.AddKusto(), settings);

    private static string? DeadLetterError(params (string, string)[] settings) =>
        ConfiguredServices.StartupError(s => s.AddDeadLetters(), settings);
}
