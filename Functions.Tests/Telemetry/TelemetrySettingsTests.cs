using Azure.Identity;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Configuration;

namespace LatamFunctions.Tests.Telemetry;

public class TelemetrySettingsTests
{
    [Test]
    public void Without_settings_nothing_is_exported_and_no_trace_is_dropped() =>
        Assert.That(Read(), Is.EqualTo(new TelemetrySettings(null, null, false, 1, null)));

    [TestCase("Authorization=AAD")]
    [TestCase("Authorization=AAD;ClientId=0a1b2c3d-0000-0000-0000-000000000000")]
    [TestCase("ClientId=0a1b2c3d-0000-0000-0000-000000000000; authorization=aad;")]
    public void The_authentication_string_selects_a_managed_identity(string text) =>
        Assert.That(Read(("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", text)).Credential, Is.TypeOf<ManagedIdentityCredential>());

    [TestCase("ClientId=0a1b2c3d")]
    [TestCase("Authorization=Key")]
    [TestCase("AAD")]
    public void An_invalid_authentication_string_is_an_error_that_names_the_setting(string text) =>
        Assert.That(
            () => Read(("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", text)),
            Throws.InvalidOperationException.With.Message.Contains("APPLICATIONINSIGHTS_AUTHENTICATION_STRING must be Authorization=AAD"));

    [TestCase("0.05", 0.05)]
    [TestCase("0", 0)]
    [TestCase("1", 1)]
    public void The_sampling_ratio_is_read_from_the_settings(string text, double ratio) =>
        Assert.That(Read(("Telemetry:TraceSamplingRatio", text)).TraceSamplingRatio, Is.EqualTo(ratio));

    [TestCase("1.5")]
    [TestCase("-0.1")]
    [TestCase("NaN")]
    [TestCase("half")]
    public void A_ratio_outside_0_to_1_is_an_error(string text) =>
        Assert.That(
            () => Read(("Telemetry:TraceSamplingRatio", text)),
            Throws.InvalidOperationException.With.Message.Contains("Telemetry__TraceSamplingRatio").And.Message.Contains(text));

    [TestCase("microsoft.rate_limited", "0.1", 0.1)]
    [TestCase("microsoft.rate_limited", "0", 0)]
    [TestCase("", null, null)]
    public void The_app_uses_the_trace_limit_of_the_host(string sampler, string? argument, double? perSecond) =>
        Assert.That(Read(("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument!)).TracesPerSecond, Is.EqualTo(perSecond));

    /// <summary>The standard OpenTelemetry samplers, which operators set for all programs.</summary>
    [TestCase("always_on", null, 1)]
    [TestCase("parentbased_always_off", null, 0)]
    [TestCase("traceidratio", "0.25", 0.25)]
    [TestCase("parentbased_traceidratio", null, 1)]
    public void The_app_uses_a_standard_sampler_setting(string sampler, string? argument, double ratio)
    {
        var settings = Read(("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument!));

        Assert.That((settings.TraceSamplingRatio, settings.TracesPerSecond), Is.EqualTo((ratio, (double?)null)));
    }

    [Test]
    public void The_ratio_setting_of_the_app_overrides_the_standard_sampler() =>
        Assert.That(
            Read(("OTEL_TRACES_SAMPLER", "always_off"), ("Telemetry:TraceSamplingRatio", "0.5")).TraceSamplingRatio, Is.EqualTo(0.5));

    [TestCase("microsoft.rate_limited", null)]
    [TestCase("microsoft.rate_limited", "-1")]
    [TestCase("microsoft.rate_limited", "many")]
    [TestCase("traceidratio", "2")]
    [TestCase("jaeger_remote", "1")]
    public void An_unsupported_sampler_is_an_error_that_names_the_settings(string sampler, string? argument) =>
        Assert.That(
            () => Read(("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument!)),
            Throws.InvalidOperationException.With.Message.Contains("OTEL_TRACES_SAMPLER must be microsoft.rate_limited")
                .And.Message.Contains(sampler));

    private static TelemetrySettings Read(params (string Name, string Value)[] settings) =>
        TelemetrySettings.From(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
        .Build());
}
