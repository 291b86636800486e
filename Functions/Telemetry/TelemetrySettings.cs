using System.Globalization;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace LatamFunctions.Telemetry;

/// <summary>The app settings that determine where telemetry is sent.</summary>
/// <param name="ConnectionString">
/// The connection string of Application Insights; <c>null</c> to disable the export to Azure Monitor.
/// </param>
/// <param name="Credential">
/// The credential for Application Insights; <c>null</c> for local authentication with the connection string.
/// </param>
/// <param name="HasOtlpEndpoint">Whether an OTLP endpoint is set. The OTLP exporter reads its settings itself.</param>
/// <param name="TraceSamplingRatio">The ratio of traces whose spans are sent, from 0 to 1. Metrics and logs are always sent.</param>
/// <param name="TracesPerSecond">
/// The maximum number of traces per second whose spans are sent to Azure Monitor, which replaces the ratio; <c>null</c> for no limit.
/// </param>
internal sealed record TelemetrySettings(
    string? ConnectionString, TokenCredential? Credential, bool HasOtlpEndpoint, double TraceSamplingRatio, double? TracesPerSecond)
{
    private const string ConnectionStringName = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AuthenticationName = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string OtlpEndpointName = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string SamplingName = "Telemetry:TraceSamplingRatio";
    private const string SamplerName = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgumentName = "OTEL_TRACES_SAMPLER_ARG";
    private const string RateLimited = "microsoft.rate_limited";

    /// <exception cref="InvalidOperationException">A setting is invalid. The message contains the name of the setting.</exception>
    public static TelemetrySettings From(IConfiguration configuration)
    {
        var connectionString = configuration[ConnectionStringName];
        var (ratio, perSecond) = SamplerFrom(configuration[SamplerName], configuration[SamplerArgumentName]);
        return new TelemetrySettings(
            string.IsNullOrWhiteSpace(connectionString) ? null : connectionString,
            CredentialFrom(configuration[AuthenticationName]),
            !string.IsNullOrWhiteSpace(configuration[OtlpEndpointName]),
            RatioFrom(configuration[SamplingName]) ?? ratio,
            perSecond);
    }

    /// <summary>
    /// Creates the credential from the setting, which the Functions host and the classic SDK also read, but the OpenTelemetry exporters do
    /// not. The setting is <c>Authorization=AAD</c> for the system-assigned identity, followed by <c>;ClientId=…</c> for a user-assigned
    /// identity.
    /// </summary>
    private static TokenCredential? CredentialFrom(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;

        var parts = text
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .ToLookup(part => part[0], part => part.ElementAtOrDefault(1), StringComparer.OrdinalIgnoreCase);
        if (!string.Equals(parts["Authorization"].FirstOrDefault(), "AAD", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The setting {AuthenticationName} must be Authorization=AAD, or Authorization=AAD;ClientId=<client id "
                + "of a user-assigned identity>.");
        }

        return new ManagedIdentityCredential(
            parts["ClientId"].FirstOrDefault() is { Length: > 0 } clientId
                ? ManagedIdentityId.FromUserAssignedClientId(clientId)
                : ManagedIdentityId.SystemAssigned);
    }

    /// <summary>
    /// Parses the sampler settings, which the Functions host and the OpenTelemetry SDKs also read. The app parses the settings because the
    /// Azure Monitor exporter ignores them if the app sets a ratio.
    /// </summary>
    private static (double Ratio, double? PerSecond) SamplerFrom(string? sampler, string? argument) => sampler switch
    {
        null or "" or "always_on" or "parentbased_always_on" => (1, null),
        "always_off" or "parentbased_always_off" => (0, null),
        "traceidratio" or "parentbased_traceidratio" when string.IsNullOrWhiteSpace(argument) => (1, null),
        "traceidratio" or "parentbased_traceidratio" when TryParse(argument, out var ratio) && ratio <= 1 => (ratio, null),
        RateLimited when TryParse(argument, out var perSecond) => (1, perSecond),
        _ => throw new InvalidOperationException(
            $"The setting {SamplerName} must be {RateLimited} with the number of traces per second in {SamplerArgumentName}, traceidratio "
            + $"with a number from 0 to 1, always_on or always_off, and is '{sampler}' with '{argument}'."),
    };

    private static bool TryParse(string? text, out double number) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out number) && double.IsFinite(number) && number >= 0;

    private static double? RatioFrom(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return double.TryParse(text, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new InvalidOperationException(
                $"The setting Telemetry__TraceSamplingRatio must be a number from 0 to 1, and is '{text}'.");
    }
}
