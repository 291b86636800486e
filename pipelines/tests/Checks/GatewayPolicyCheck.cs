using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// The gateway's tier accepts its policies: some exist in the classic tiers only, and one in a product only. Links in responses lead to the
/// gateway: the app has its address as a setting, and the gateway replaces the headers in which a caller could specify a different address.
/// </summary>
internal static partial class GatewayPolicyCheck
{
    private const string Module = "bicep/modules/api-management.bicep";

    /// <summary>learn.microsoft.com/azure/api-management/api-management-policies, column of the v2 gateway, as of November 2026.</summary>
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
                    yield return new Finding(Module, $"the policy quota is in {resource.Type}: it is allowed in a product only");
            }
    }

    private static IEnumerable<Finding> Links(DeploymentSnapshot snapshot)
    {
        var service = snapshot.Single("Microsoft.ApiManagement/service").Name;
        if (AppSettingCheck.SettingsOf(snapshot)["PublicAddress__BaseUrl"] != $"https://{service}.azure-api.net")
        {
            yield return new Finding(
                "bicep/main.bicep", "the app does not know the gateway's address, so links in responses lead past the gateway");
        }
        var policy = snapshot.Single("Microsoft.ApiManagement/service/apis/policies").Text("properties.value") ?? "";
        foreach (var header in new[] { "X-Forwarded-Host", "X-Forwarded-Proto" })
            if (!policy.Contains($"<set-header name=\"{header}\" exists-action=\"override\">", StringComparison.Ordinal))
                yield return new Finding(Module, $"the gateway passes on a caller's header {header}");
    }

    [GeneratedRegex(@"<([a-z][a-z-]+)[\s/>]")]
    private static partial Regex Policy();
}
