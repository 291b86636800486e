using Pipelines.Tests.AzureCli;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks the locks. A lock prevents the deletion of the locked resource and of its child resources. Therefore, only resources that contain
/// data are locked. The resource group is not locked, because releases delete the smoke test's function key and old deployments there. No
/// script deletes a child of a locked resource.
/// </summary>
internal static class LockCheck
{
    private static readonly HashSet<string> DataTypes =
        ["Microsoft.EventHub/namespaces", "Microsoft.Kusto/clusters", "Microsoft.Storage/storageAccounts"];

    /// <summary>
    /// Delete commands that affect no locked resource. These commands delete function keys or, when an operator runs them, whole
    /// environments.
    /// </summary>
    private static readonly string[] Allowed =
        ["functionapp keys delete", "role assignment delete", "role definition delete", "lock delete", "group delete"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files) => InTemplates(files).Concat(InCommands(files));

    private static IEnumerable<Finding> InTemplates(RepositorySnapshot files)
    {
        var snapshot = files.Templates.Snapshot("everything");
        foreach (var group in snapshot.OfType("Microsoft.Authorization/locks"))
            if (snapshot.Resources.FirstOrDefault(resource => resource.Id == group.Scope) is not { } locked
                || !DataTypes.Contains(locked.Type))
            {
                yield return new Finding(
                    "bicep",
                    $"the lock '{group.Name}' ({group.Text("properties.level")}) is on {group.Scope}, which is "
                    + "not a resource that contains data");
            }
    }

    private static IEnumerable<Finding> InCommands(RepositorySnapshot files)
    {
        foreach (var line in AzCommandLines.From(files))
        {
            var command = string.Join(' ', line.Arguments);
            if (command.StartsWith("lock create", StringComparison.Ordinal) && !line.Arguments.Contains("--resource"))
                yield return new Finding(
                line.File, $"line {line.Line} locks a whole group ({command}): lock the resources that contain data");
            if (Deletes(line) && !Allowed.Any(allowed => command.StartsWith(allowed, StringComparison.Ordinal)))
                yield return new Finding(
                line.File, $"line {line.Line} deletes a resource that a lock can protect ({command}): the deletion would fail");
        }
    }

    private static bool Deletes(AzCommandLine line) =>
        line.Arguments.TakeWhile(argument => !argument.StartsWith('-')).Contains("delete")
        || line.Arguments is ["rest", "--method", "delete", ..];
}
