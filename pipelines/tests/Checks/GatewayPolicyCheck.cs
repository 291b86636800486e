using System.Text.RegularExpressions;

namespace Pipelines.Tests.Checks;

/// <summary>The gateway's tier accepts its policies: some exist in the classic tiers only, and one in a product only.</summary>
internal static partial class GatewayPolicyCheck
{
    private const string Module = "bicep/modules/api-management.bicep";

    /// <summary>learn.microsoft.com/azure/api-management/api-management-policies, column of the v2 gateway, as of November 2026.</summary>
    private static readonly HashSet<string> ClassicTiersOnly = ["quota-by-key", "find-and-replace", "publish-to-dapr", "send-one-way-request"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var snapshot = files.Templates.Snapshot("everything");
        var isV2 = snapshot.Single("Microsoft.ApiManagement/service").Text("sku.name")!.EndsWith("V2", StringComparison.Ordinal);
        foreach (var resource in snapshot.Resources.Where(resource => resource.Type.EndsWith("/policies", StringComparison.Ordinal)))
            foreach (var policy in Policy().Matches(resource.Text("properties.value") ?? "").Select(match => match.Groups[1].Value).Distinct())
            {
                if (isV2 && ClassicTiersOnly.Contains(policy))
                    yield return new Finding(Module, $"the policy {policy} does not exist in the gateway's tier");
                if (policy == "quota" && resource.Type != "Microsoft.ApiManagement/service/products/policies")
                    yield return new Finding(Module, $"the policy quota is in {resource.Type}: it is allowed in a product only");
            }
    }

    [GeneratedRegex(@"<([a-z][a-z-]+)[\s/>]")]
    private static partial Regex Policy();
}
