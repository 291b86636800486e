using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks that the gateway's tier supports all policies in use. Some policies exist only in the classic tiers, and one policy is allowed
/// only in a product. Links in responses point to the gateway, because the app has a setting with the gateway's address, and the gateway
/// replaces the headers with which a caller could specify another address.
/// </summary>
internal static partial class GatewayPolicyCheck
{
    private const string Module = "bicep/modules/api-management.bicep";

    /// <summary>
    /// Policies that the v2 gateway does not support (learn.microsoft.com/azure/api-management/api-management-policies, November 2026).
    /// </summary>
    private static readonly HashSet<string> ClassicTiersOnly =
        ["quota-by-key", "find-and-replace", "publish-to-dapr", "send-one-way-request"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var snapshot = files.Templates.Snapshot("everything");
        foreach (var finding in Links(snapshot))
            yield return finding;
        var isV2 = snapshot.Single("Microsoft.ApiManagement/service").Text("sku.name")!.EndsWith("V2", StringComparison.Ordinal);
        foreach (var resource in snapshot.Resources.Where(resource => resource.Type.EndsWith("/policies", StringComparison.Ordinal)))
            foreach (var policy in Policy()
                .Matches(resource.Text("properties.value") ?? "")
                .Select(match => match.Groups[1].Value)
                .Distinct())
            {
                if (isV2 && ClassicTiersOnly.Contains(policy))
                    yield return new Finding(Module, $"the policy {policy} does not exist in the gateway's tier");
                if (policy == "quota" && resource.Type != "Microsoft.ApiManagement/service/products/policies")
                    yield return new Finding(Module, $"the policy quota is in {resource.Type}: it is only allowed in a product");
            }
    }

    private static IEnumerable<Finding> Links(DeploymentSnapshot snapshot)
    {
        var service = snapshot.Single("Microsoft.ApiManagement/service").Name;
        if (AppSettingCheck.SettingsOf(snapshot)["PublicAddress__BaseUrl"] != $"https://{service}.azure-api.net")
        {
            yield return new Finding(
                "bicep/main.bicep", "the app does not know the gateway's address, so links in responses bypass the gateway");
        }
        var policy = snapshot.Single("Microsoft.ApiManagement/service/apis/policies").Text("properties.value") ?? "";
        foreach (var header in new[] { "X-Forwarded-Host", "X-Forwarded-Proto" })
            if (!policy.Contains($"<set-header name=\"{header}\" exists-action=\"override\">", StringComparison.Ordinal))
                yield return new Finding(Module, $"the gateway forwards a caller's header {header}");
    }

    [GeneratedRegex(@"<([a-z][a-z-]+)[\s/>]")]
    private static partial Regex Policy();
}
