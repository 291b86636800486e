using System.Text.RegularExpressions;

namespace Pipelines.Tests.Checks;

/// <summary>No key, no password, no old TLS, no public blob: the switches that turn them off are there, and nothing reads a key.</summary>
internal static partial class SecurityCheck
{
    private static readonly (string Type, string Property, string Expected)[] Switches =
    [
        ("Microsoft.EventHub/namespaces", "properties.disableLocalAuth", "true"),
        ("Microsoft.EventHub/namespaces", "properties.minimumTlsVersion", "'1.2'"),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", "true"),
        ("Microsoft.Kusto/clusters", "properties.enableDiskEncryption", "true"),
        ("Microsoft.Kusto/clusters", "properties.enableStreamingIngest", "true"),
        ("Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth", "true"),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "'TLS1_2'"),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", "true"),
        ("Microsoft.Web/sites", "properties.httpsOnly", "true"),
        ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "'1.2'"),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", "false"),
    ];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        foreach (var file in files.BicepFiles())
        {
            foreach (var (type, property, expected) in Switches)
                foreach (var resource in file.Resources(type).Where(resource => resource.Value?[property]?.Text != expected))
                    yield return new Finding(
                        file.Path,
                        $"{property} of the {type} '{resource.Name}' is {resource.Value?[property]?.Text ?? "not set"}, not {expected}");

            foreach (Match key in ReadsKeys().Matches(files[file.Path]))
                yield return new Finding(file.Path, $"{key.Value} reads a key: grant a role instead");
        }

        foreach (var path in files.Paths("bicep", "").Concat(files.Paths("pipelines", "")).Append("azure-pipelines.yml"))
            foreach (Match secret in LooksLikeASecret().Matches(files[path]))
                yield return new Finding(path, $"'{secret.Value[..Math.Min(24, secret.Length)]}...' looks like a secret");
    }

    [GeneratedRegex(@"\b(listKeys|listAccountSas|listServiceSas|listConnectionStrings|listSecrets)\b|\.list\w*\(")]
    private static partial Regex ReadsKeys();

    [GeneratedRegex("AccountKey=|SharedAccessKey=|SharedAccessSignature|[?&]sig=|-----BEGIN|[A-Za-z0-9+/]{86}==|clientSecret|servicePrincipalKey")]
    private static partial Regex LooksLikeASecret();
}
