using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>Checks that keys, passwords, old TLS versions and public blobs are disabled, and that no template reads a key.</summary>
internal static partial class SecurityCheck
{
    private static readonly (string Type, string Property, string Expected)[] Switches =
    [
        ("Microsoft.EventHub/namespaces", "properties.disableLocalAuth", "True"),
        ("Microsoft.EventHub/namespaces", "properties.minimumTlsVersion", "1.2"),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", "True"),
        ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", "True"),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", "True"),
        ("Microsoft.Kusto/clusters", "properties.enableDiskEncryption", "True"),
        ("Microsoft.Kusto/clusters", "properties.enableStreamingIngest", "True"),
        ("Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth", "True"),
        ("Microsoft.Storage/storageAccounts", "properties.allowCrossTenantReplication", "False"),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", "False"),
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", "False"),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "TLS1_2"),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", "True"),
        ("Microsoft.Web/sites", "properties.httpsOnly", "True"),
        ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "1.2"),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", "False"),
    ];

    /// <summary>Resources that are only reachable from the private network. The HTTP API remains public.</summary>
    private static readonly string[] ClosedByPrivateNetworking =
        [
            "Microsoft.EventHub/namespaces", "Microsoft.EventHub/namespaces/networkRuleSets", "Microsoft.Kusto/clusters",
            "Microsoft.Storage/storageAccounts",
        ];

    public static IEnumerable<Finding> Check(RepositorySnapshot files) =>
        Secrets(files).Concat(Required(files)).Concat(PrivateNetworking(files));

    private static IEnumerable<Finding> Required(RepositorySnapshot files)
    {
        var snapshot = files.Templates.Snapshot("everything");
        foreach (var (type, property, expected) in Switches)
        {
            if (!snapshot.OfType(type).Any())
                yield return new Finding("bicep/modules", $"there is no {type}, whose {property} must be {expected}");
            foreach (var resource in snapshot.OfType(type).Where(resource => resource.Text(property) != expected))
                yield return new Finding(
                    "bicep/modules", $"{property} of the {resource} is {resource.Text(property) ?? "not set"}, not {expected}");
        }
    }

    private static IEnumerable<Finding> PrivateNetworking(RepositorySnapshot files)
    {
        var snapshot = files.Templates.Snapshot("staging-private");
        foreach (var type in ClosedByPrivateNetworking)
            foreach (var resource in snapshot.OfType(type).Where(resource => resource.Text("properties.publicNetworkAccess") != "Disabled"))
                yield return new Finding("bicep/modules", $"the {resource} is reachable from the internet despite privateNetworking");

        var endpoints = snapshot.OfType("Microsoft.Network/privateEndpoints")
            .SelectMany(endpoint => endpoint.Items("properties.privateLinkServiceConnections"))
            .Select(connection => connection.GetProperty("properties").GetProperty("privateLinkServiceId").GetString())
            .ToHashSet();
        foreach (var resource in snapshot.Resources.Where(
            resource => ClosedByPrivateNetworking.Contains(resource.Type) && resource.Type.Count(c => c == '/') == 1))
            if (!endpoints.Contains(resource.Id))
                yield return new Finding("bicep/modules/private-endpoints.bicep", $"the {resource} has no private endpoint");

        // The smoke test, the verifier and the schema comparison run on agents in the network.
        foreach (var rules in snapshot.OfType("Microsoft.Network/networkSecurityGroups"))
            if (!rules.Items("properties.securityRules").Any(rule =>
                    rule.GetProperty("properties").GetProperty("access").GetString() == "Allow"
                    && rule.GetProperty("properties").GetProperty("sourceAddressPrefix").GetString() == "VirtualNetwork"))
                yield return new Finding("bicep/modules/network.bicep", "the pipeline's agents cannot reach the private endpoints");

        // Azure Data Explorer's data connection and Azure Monitor reach the namespace only through this setting.
        foreach (var rules in snapshot.OfType("Microsoft.EventHub/namespaces/networkRuleSets"))
            if (rules.Text("properties.trustedServiceAccessEnabled") != "True")
                yield return new Finding("bicep/modules/event-hubs.bicep", "trusted services cannot reach the closed namespace");
        if (snapshot.Single("Microsoft.Web/sites").Text("properties.virtualNetworkSubnetId") is null)
            yield return new Finding("bicep/modules/function-app.bicep", "the app is outside the virtual network");
    }

    private static IEnumerable<Finding> Secrets(RepositorySnapshot files)
    {
        foreach (var path in files.Paths("bicep", ".bicep"))
            foreach (Match key in ReadsKeys().Matches(files[path]))
                yield return new Finding(path, $"{key.Value} reads a key: grant a role instead");

        foreach (var path in files.Paths("bicep", "").Concat(files.Paths("pipelines", "")).Append("azure-pipelines.yml"))
            foreach (Match secret in LooksLikeASecret().Matches(files[path]))
                yield return new Finding(path, $"'{secret.Value[..Math.Min(24, secret.Length)]}...' looks like a secret");
    }

    [GeneratedRegex(@"\b(listKeys|listAccountSas|listServiceSas|listConnectionStrings|listSecrets)\b|\.list\w*\(")]
    private static partial Regex ReadsKeys();

    [GeneratedRegex(
        "AccountKey=|SharedAccessKey=|SharedAccessSignature|[?&]sig=|-----BEGIN|[A-Za-z0-9+/]{86}==|clientSecret|servicePrincipalKey")]
    private static partial Regex LooksLikeASecret();
}
