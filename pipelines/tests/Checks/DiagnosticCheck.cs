using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>Checks that every resource with logs or metrics sends them to the workspace.</summary>
internal static class DiagnosticCheck
{
    private static readonly HashSet<string> TypesWithDiagnostics =
    [
        "Microsoft.ApiManagement/service",
        "Microsoft.EventHub/namespaces",
        "Microsoft.KeyVault/vaults",
        "Microsoft.Kusto/clusters",
        "Microsoft.Logic/workflows",
        "Microsoft.OperationalInsights/workspaces",
        "Microsoft.Storage/storageAccounts",
        "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.Storage/storageAccounts/tableServices",
        "Microsoft.Web/sites",
    ];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        const string file = "bicep/modules";
        var snapshot = files.Templates.Snapshot("everything");
        var settings = snapshot.OfType("Microsoft.Insights/diagnosticSettings").ToList();
        foreach (var resource in snapshot.Resources.Where(resource => TypesWithDiagnostics.Contains(resource.Type)))
            if (settings.All(setting => setting.Scope != resource.Id))
                yield return new Finding(file, $"the {resource} has no diagnostic setting");

        foreach (var setting in settings)
        {
            if (setting.Text("properties.workspaceId") is not { Length: > 0 })
                yield return new Finding(file, $"the diagnostic setting of {setting.Scope} has no workspace");
            var parts = setting.Items("properties.logs").Concat(setting.Items("properties.metrics")).ToList();
            if (parts.Count == 0 || parts.Any(part => !part.GetProperty("enabled").GetBoolean()))
            {
                yield return new Finding(
                    file, $"the diagnostic setting of {setting.Scope} sends nothing or has a disabled part");
            }
        }
    }
}
