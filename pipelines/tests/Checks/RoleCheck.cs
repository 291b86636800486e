using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Checks;

/// <summary>Every role is the intended built-in one, under a variable named after it, and granted in the one right way.</summary>
internal static partial class RoleCheck
{
    /// <summary>Azure's built-in roles have the same id in every tenant: learn.microsoft.com/azure/role-based-access-control/built-in-roles.</summary>
    private static readonly Dictionary<string, string> BuiltInRoles = new()
    {
        ["azureEventHubsDataReceiver"] = "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
        ["azureEventHubsDataSender"] = "2b629674-e913-4c01-ae53-ef4638d8f975",
        ["keyVaultSecretsOfficer"] = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        ["keyVaultSecretsUser"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["monitoringMetricsPublisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["storageBlobDataContributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["storageBlobDataOwner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["storageTableDataContributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    };

    public static IEnumerable<Finding> Check(RepositorySnapshot files) => files.BicepFiles().SelectMany(file => Check(file, files[file.Path]));

    private static IEnumerable<Finding> Check(BicepFile file, string text)
    {
        var roles = file.Of("var").Where(variable => variable.Value?.AsString is { } value && Guid.TryParse(value, out _)).ToList();
        foreach (var role in roles)
        {
            if (!BuiltInRoles.TryGetValue(role.Name, out var id))
                yield return new Finding(
                    file.Path,
                    $"the variable {role.Name} holds an id but is not named after a built-in role that we use");
            else if (role.Value!.AsString != id)
                yield return new Finding(file.Path, $"{role.Name} is {role.Value.AsString}, but the role's id is {id}");
        }

        foreach (Match id in AnyGuid().Matches(text))
            if (roles.All(role => role.Value!.AsString != id.Value))
                yield return new Finding(file.Path, $"the id {id.Value} stands outside of a variable named after a role");

        foreach (var assignment in file.Resources("Microsoft.Authorization/roleAssignments"))
        {
            var role = RoleOfAssignment().Match(assignment.Value?["properties.roleDefinitionId"]?.Text ?? "");
            if (!role.Success || roles.All(known => known.Name != role.Groups[1].Value))
                yield return new Finding(file.Path, $"the assignment {assignment.Name} does not name its role by a variable of this file");
            else if (assignment.Value?["name"]?.Text.Contains(role.Groups[1].Value, StringComparison.Ordinal) != true)
                yield return new Finding(
                    file.Path,
                    $"the name of the assignment {assignment.Name} does not depend on its role {role.Groups[1].Value}: two grants would collide");

            // Without it a principal made in the same deployment is often not found yet.
            if (assignment.Value?["properties.principalType"]?.AsString != "ServicePrincipal")
                yield return new Finding(file.Path, $"the assignment {assignment.Name} has no principalType 'ServicePrincipal'");
            if (assignment.Value?["scope"] is null)
                yield return new Finding(
                    file.Path,
                    $"the assignment {assignment.Name} has no scope: it would hold for the whole resource group");
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex AnyGuid();

    [GeneratedRegex(@"^subscriptionResourceId\('Microsoft\.Authorization/roleDefinitions', (\w+)\)$")]
    private static partial Regex RoleOfAssignment();
}
