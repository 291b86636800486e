using LocalStack.Fleet;
using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Alerts;

/// <summary>Reads the names that a deployed system has in a workspace.</summary>
internal static class DeployedNames
{
    extension(SystemNames)
    {
        public static SystemNames From(DeploymentSnapshot deployment) => new(
            deployment.Single("Microsoft.Web/sites").Name,
            deployment.Single("Microsoft.EventHub/namespaces").Name,
            deployment.Single("Microsoft.Insights/webtests").Name);
    }
}
