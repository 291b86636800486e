namespace Pipelines.Tests.Checks;

/// <summary>Every resource that can tell its story sends it to the workspace.</summary>
internal static class DiagnosticCheck
{
    private static readonly HashSet<string> TypesWithDiagnostics =
    [
        "Microsoft.ApiManagement/service",
        "Microsoft.EventHub/namespaces",
        "Microsoft.KeyVault/vaults",
        "Microsoft.Kusto/clusters",
        "Microsoft.OperationalInsights/workspaces",
        "Microsoft.Storage/storageAccounts",
        "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.Storage/storageAccounts/tableServices",
        "Microsoft.Web/sites",
    ];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        foreach (var file in files.BicepFiles())
        {
            var settings = file.Resources("Microsoft.Insights/diagnosticSettings").ToList();
            foreach (var resource in file.Resources().Where(resource => TypesWithDiagnostics.Contains(resource.ResourceType)))
                if (settings.All(setting => setting.Value?["scope"]?.Text != resource.Name))
                    yield return new Finding(file.Path, $"the {resource.ResourceType} '{resource.Name}' has no diagnostic setting");

            foreach (var setting in settings)
            {
                if (setting.Value?["properties.workspaceId"] is null)
                    yield return new Finding(file.Path, $"the diagnostic setting {setting.Name} goes to no workspace");
                var parts = (setting.Value?["properties.logs"]?.Items ?? []).Concat(setting.Value?["properties.metrics"]?.Items ?? []).ToList();
                if (parts.Count == 0 || parts.Any(part => part["enabled"]?.Text != "true"))
                    yield return new Finding(
                        file.Path,
                        $"the diagnostic setting {setting.Name} sends nothing, or has a part that is not enabled");
            }
        }
    }
}
