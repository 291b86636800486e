using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LocalFunctions.Host.Http;
using LocalStack.Configuration;
using LocalStack.Telemetry;

namespace LocalStack;

/// <summary>Creates the app settings for a stack: the settings in local.settings.sample.json, with the stack's ports and keys.</summary>
internal static class AppSettings
{
    /// <summary>The names of the settings that contain key digests, by scope (Functions/Http/ApiKeyOptions.cs).</summary>
    public static readonly IReadOnlyDictionary<string, string> Scopes = new Dictionary<string, string>
    {
        ["read"] = "Consumers:Readers",
        ["publish"] = "Consumers:Publishers",
        ["operate"] = "Consumers:Operators",
    };

    /// <param name="stack">The stack, whose event hub, database and storage must have started.</param>
    /// <param name="telemetry">The receiver of the app's telemetry.</param>
    /// <param name="keys">The function keys, or <c>null</c> if no function requires a key.</param>
    /// <param name="services">The keys of the services, or <c>null</c> for the well-known keys.</param>
    /// <param name="more">Additional settings, which take precedence.</param>
    public static Dictionary<string, string> From(
        LocalStackHost stack, OtlpReceiver telemetry, FunctionKeys? keys, ServiceKeys? services, IReadOnlyDictionary<string, string> more)
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = stack.StorageConnectionString,
            ["EventHubs"] = stack.EventHubsConnectionString,
            ["Kusto:Endpoint"] = stack.KustoEndpoint.AbsoluteUri,
            ["Kusto:Database"] = ResourceNames.Database,
            ["Kusto:Authentication"] = services is null ? "None" : "Token",
            ["Kusto:CompressIngestion"] = "false",
            ["DeadLetters:ConnectionString"] = stack.StorageConnectionString,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetry.Endpoint.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = telemetry.Headers,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = OtlpReceiver.Protocol,
            ["OTEL_SERVICE_NAME"] = "functions",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = OtlpReceiver.ExportIntervalMilliseconds.ToString(CultureInfo.InvariantCulture),

            // The following two features are disabled. In a short-lived process, profile-guided optimization costs more CPU time than it
            // saves (see LocalStack.csproj), and write XOR execute accounts for a sixth of the worker's CPU time at startup.
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_EnableWriteXorExecute"] = "0",
        };
        if (services is not null)
            settings["Kusto:Token"] = services.Kusto;
        if (keys is null)
            settings["Consumers:AllowUnlisted"] = "true";
        foreach (var (name, key) in keys?.Named ?? new Dictionary<string, string>())
            settings[Scopes[name]] = $"{Digest(key)},{Digest(keys!.Default)}";
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    private static string Digest(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
