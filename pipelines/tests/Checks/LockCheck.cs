namespace Pipelines.Tests.Checks;

/// <summary>
/// A lock on the resource group rejects every deletion below it: of the smoke test's function key, which would stay valid, and of old
/// deployments, of which a group keeps at most 800. Only resources that hold data may be locked.
/// </summary>
internal static class LockCheck
{
    private static readonly HashSet<string> HoldData =
        ["Microsoft.EventHub/namespaces", "Microsoft.Kusto/clusters", "Microsoft.Storage/storageAccounts"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var snapshot = files.Templates.Snapshot("everything");
        foreach (var group in snapshot.OfType("Microsoft.Authorization/locks"))
            if (snapshot.Resources.FirstOrDefault(resource => resource.Id == group.Scope) is not { } locked || !HoldData.Contains(locked.Type))
                yield return new Finding(
                    "bicep",
                    $"the lock '{group.Name}' ({group.Text("properties.level")}) is on {group.Scope}, which is not a resource that holds data");
    }
}
