using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks that the app settings are exactly the settings that the code, the host and the SDKs read. Connections use identities and are
/// complete.
/// </summary>
internal static partial class AppSettingCheck
{
    private const string AppModule = "bicep/modules/function-app.bicep";

    /// <summary>Settings that only the Functions host, Azure.Identity and Application Insights read.</summary>
    private static readonly HashSet<string> PlatformSettings =
    [
        "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__tableServiceUri",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__clientId",
        "AZURE_CLIENT_ID",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "OTEL_TRACES_SAMPLER",
        "OTEL_TRACES_SAMPLER_ARG",
    ];

    /// <summary>
    /// Settings that Flex Consumption rejects or replaces with functionAppConfig
    /// (learn.microsoft.com/azure/azure-functions/functions-app-settings).
    /// </summary>
    private static readonly HashSet<string> NotOnFlex =
    [
        "ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_MAX_HTTP_CONCURRENCY", "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_WORKER_RUNTIME_VERSION", "SCM_DO_BUILD_DURING_DEPLOYMENT", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTSHARE", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_VNET_ROUTE_ALL",
    ];

    /// <summary>A setting only for hosts on developers' machines (Functions/Http/ApiKeyOptions.cs).</summary>
    private const string OpensEverything = "Consumers__AllowUnlisted";

    private static readonly string[] IdentityMarkers = ["__fullyQualifiedNamespace", "__blobServiceUri", "__accountName"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var settings = SettingsOf(files.Templates.Snapshot("prod"));
        var names = settings.Keys.ToHashSet();
        return [.. Unknown(files, names), .. Missing(files, names), .. Secrets(settings), .. IncompleteConnections(files, names)];
    }

    /// <summary>Returns the app's settings in a deployment, by name.</summary>
    public static Dictionary<string, string> SettingsOf(DeploymentSnapshot snapshot) =>
        snapshot.Single("Microsoft.Web/sites").Items("properties.siteConfig.appSettings")
            .ToDictionary(setting => setting.GetProperty("name").GetString()!, setting => setting.GetProperty("value").GetString()!);

    private static IEnumerable<Finding> Unknown(RepositorySnapshot files, HashSet<string> names)
    {
        var ours = OptionsOf(files).Select(option => option.Setting).ToHashSet();
        var connections = ConnectionsOf(files).ToHashSet();
        foreach (var name in names)
        {
            if (NotOnFlex.Contains(name))
                yield return new Finding(AppModule, $"the setting {name} is not supported on Flex Consumption");
            else if (name == OpensEverything)
                yield return new Finding(AppModule, $"the setting {name} opens every operation to requests without a listed key");
            else if (!PlatformSettings.Contains(name) && !ours.Contains(name) && !connections.Contains(name.Split("__")[0]))
                yield return new Finding(AppModule, $"nothing reads the setting {name}");
        }
    }

    private static IEnumerable<Finding> Missing(RepositorySnapshot files, HashSet<string> names)
    {
        foreach (var option in OptionsOf(files)
            .Where(option => !option.HasDefault && !LooksSecret(option.Setting) && !names.Contains(option.Setting)))
            yield return new Finding(AppModule, $"{option.File} reads {option.Setting}, which has no default and is not set");
        foreach (var connection in ConnectionsOf(files).Distinct())
            if (!names.Any(name => name.StartsWith($"{connection}__", StringComparison.Ordinal)))
                yield return new Finding(AppModule, $"a binding uses the connection {connection}, which has no settings");
        foreach (var name in PlatformSettings.Where(name => !names.Contains(name)))
            yield return new Finding(AppModule, $"the platform needs the setting {name}");
    }

    private static IEnumerable<Finding> Secrets(Dictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
        {
            if (LooksSecret(name) && name != "APPLICATIONINSIGHTS_CONNECTION_STRING")
                yield return new Finding(AppModule, $"the setting {name} has a name that suggests a secret");
            if (SecretValue().IsMatch(value))
                yield return new Finding(AppModule, $"the setting {name} contains a key or a connection string");
        }
    }

    private static IEnumerable<Finding> IncompleteConnections(RepositorySnapshot files, HashSet<string> names)
    {
        var used = ConnectionsOf(files).Append("AzureWebJobsStorage").ToHashSet();
        foreach (var marker in names.Where(name => IdentityMarkers.Any(end => name.EndsWith(end, StringComparison.Ordinal))))
        {
            var connection = marker.Split("__")[0];
            foreach (var part in new[] { "credential", "clientId" })
                if (!names.Contains($"{connection}__{part}"))
                    yield return new Finding(AppModule, $"the connection {connection} has {marker} but no {connection}__{part}");
            if (!used.Contains(connection))
                yield return new Finding(AppModule, $"no trigger or binding uses the connection {connection}");
        }
    }

    private static bool LooksSecret(string name) => SecretName().IsMatch(name);

    /// <summary>
    /// Returns the settings that the app's options classes bind: the settable properties of the classes with a <c>Section</c> constant.
    /// </summary>
    private static IEnumerable<(string File, string Setting, bool HasDefault)> OptionsOf(RepositorySnapshot files) =>
        from path in files.Paths("Functions", "Options.cs")
        let section = Section().Match(files[path])
        where section.Success
        from Match property in Property().Matches(files[path])
        select (path, $"{section.Groups[1].Value}__{property.Groups[1].Value}", property.Groups[2].Success);

    private static IEnumerable<string> ConnectionsOf(RepositorySnapshot files) =>
        files.Paths("Functions", ".cs").SelectMany(path => Connection().Matches(files[path])).Select(match => match.Groups[1].Value);

    [GeneratedRegex("const string Section = \"(\\w+)\"")]
    private static partial Regex Section();

    [GeneratedRegex(@"public (?:required )?[\w?<>]+ (\w+) \{ get; (?:set|init); \}( =)?")]
    private static partial Regex Property();

    [GeneratedRegex("\\bConnection = \"(\\w+)\"")]
    private static partial Regex Connection();

    [GeneratedRegex("connection_?string|key|secret|password|token", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("AccountKey|SharedAccessKey|listKeys|listConnectionStrings", RegexOptions.IgnoreCase)]
    private static partial Regex SecretValue();
}
