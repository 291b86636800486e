namespace Pipelines.Tests.Bicep;

/// <summary>
/// The built-in roles that the templates use. Their ids are the same in every tenant
/// (learn.microsoft.com/azure/role-based-access-control/built-in-roles).
/// </summary>
internal static class BuiltInRoles
{
    public static IReadOnlyDictionary<string, string> IdsByName { get; } = new Dictionary<string, string>
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

    /// <summary>Returns the name of a role, or <c>null</c> if the templates do not use the id.</summary>
    public static string? NameOf(string id) => IdsByName.FirstOrDefault(role => role.Value == id).Key;
}
