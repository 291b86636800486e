using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>Checks that the app has the right plan and runtime. ARM also accepts values with which the app would not start.</summary>
internal static class PlanCheck
{
    private const string File = "bicep/modules/function-app.bicep";

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var snapshot = files.Templates.Snapshot("prod");
        var plan = snapshot.Single("Microsoft.Web/serverfarms");
        if (plan.Text("sku.name") != "FC1" || plan.Text("sku.tier") != "FlexConsumption")
            yield return new Finding(File, $"the plan is {plan.Text("sku.name")}, not FC1 (FlexConsumption)");

        var runtime = snapshot.Single("Microsoft.Web/sites");
        var (name, version) = (runtime.Text("properties.functionAppConfig.runtime.name"),
            runtime.Text("properties.functionAppConfig.runtime.version"));
        if (name != "dotnet-isolated" || version != "10.0")
        {
            yield return new Finding(
                File, $"the runtime is {name} '{version}', not dotnet-isolated '10.0' ('10' is accepted and never starts)");
        }
    }
}
