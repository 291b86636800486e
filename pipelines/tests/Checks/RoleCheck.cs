using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks the role assignments. Every role is a built-in role in a variable that is named after the role. All variables are in one file.
/// Each role assignment has one resource as its scope, and a name that is known before the deployment.
/// </summary>
internal static partial class RoleCheck
{
    private const string File = "bicep/roles.bicep";

    public static IEnumerable<Finding> Check(RepositorySnapshot files) =>
        files.Paths("bicep", ".bicep").SelectMany(path => Variables(path, files[path])).Concat(Grants(files));

    private static IEnumerable<Finding> Variables(string path, string text)
    {
        var roles = RoleVariable().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        foreach (var (name, id) in roles)
        {
            if (!BuiltInRoles.IdsByName.TryGetValue(name, out var expected))
                yield return new Finding(path, $"the variable {name} contains an id but is not named after a built-in role that is in use");
            else if (id != expected)
                yield return new Finding(path, $"{name} is {id}, but the role's id is {expected}");
            else if (path != File)
                yield return new Finding(path, $"{name} is defined again in this file: import it from {File}");
        }

        foreach (Match id in AnyGuid().Matches(text))
            if (!roles.ContainsValue(id.Value))
                yield return new Finding(path, $"the id {id.Value} appears outside a variable that is named after a role");
    }

    private static IEnumerable<Finding> Grants(RepositorySnapshot files)
    {
        const string file = "bicep/modules";
        var snapshot = files.Templates.Snapshot("everything");
        foreach (var grant in snapshot.OfType("Microsoft.Authorization/roleAssignments"))
        {
            var role = BuiltInRoles.NameOf(grant.Text("properties.roleDefinitionId")?.Split('/')[^1] ?? "");
            if (role is null)
            {
                yield return new Finding(
                    file, $"the grant on {grant.Scope} is of {grant.Text("properties.roleDefinitionId")}, a role that is not in use");
            }
            if (grant.Name.StartsWith('['))
                yield return new Finding(
                    file, $"the name of the grant of {role} is only known at deployment, so what-if cannot compare it: {grant.Name}");

            // Without the type, the assignment can fail because a principal from the same deployment has not been replicated yet.
            if (grant.Text("properties.principalType") != "ServicePrincipal")
                yield return new Finding(file, $"the grant of {role} on {grant.Scope} has no principalType 'ServicePrincipal'");
            if (grant.Scope == DeploymentSnapshot.GroupId)
                yield return new Finding(file, $"the grant of {role} has no scope: it would be valid for the whole resource group");
        }

        foreach (var id in snapshot.OfType("Microsoft.Authorization/roleAssignments")
            .CountBy(grant => grant.Id)
            .Where(count => count.Value > 1))
            yield return new Finding(file, $"{id.Value} grants have the name {id.Key}, so one would replace the other");
    }

    [GeneratedRegex("^var (\\w+) = '([0-9a-f]{8}-[0-9a-f-]{27})'", RegexOptions.Multiline)]
    private static partial Regex RoleVariable();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex AnyGuid();
}
