using LocalFunctions.Host.EventHubs;
using LocalFunctions.Host.Http;
using LocalFunctions.Host.Metadata;
using LocalFunctions.Host.Workers;

namespace LocalFunctions.Host;

/// <summary>The functions of an app, grouped by trigger type.</summary>
internal sealed record FunctionSet(
    IReadOnlyList<HttpFunction> Http, IReadOnlyList<EventHubTrigger> EventHubs, IReadOnlyList<UnsupportedFunction> Unsupported)
{
    private const string HttpTriggerType = "httpTrigger";
    private const string HttpOutputType = "http";
    private const string NoIntegration = "needs the ASP.NET Core integration (ConfigureFunctionsWebApplication)";

    public static FunctionSet From(Worker worker, HostJson hostJson, IReadOnlyDictionary<string, string> settings)
    {
        var set = (Http: new List<HttpFunction>(), EventHubs: new List<EventHubTrigger>(), Unsupported: new List<UnsupportedFunction>());
        foreach (var function in worker.Functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                if (ReasonAgainst(function, settings) is { } reason)
                    set.Unsupported.Add(new UnsupportedFunction(function.Name, reason));
                else if (Is(function.Trigger!, EventHubTrigger.BindingType))
                    set.EventHubs.Add(EventHubTrigger.From(function, function.Trigger!, settings));
                else if (worker.HttpUri is null)
                    set.Unsupported.Add(new UnsupportedFunction(function.Name, NoIntegration));
                else
                    set.Http.Add(HttpFunction.From(function, function.Trigger!, hostJson.RoutePrefix));
            }
            catch (FormatException e)
            {
                set.Unsupported.Add(new UnsupportedFunction(function.Name, $"cannot be bound: {e.Message}"));
            }
        }

        return new FunctionSet(set.Http, set.EventHubs, set.Unsupported);
    }

    /// <summary>Returns the reason why this host does not run a function, or <c>null</c> if the host runs the function.</summary>
    private static string? ReasonAgainst(FunctionDefinition function, IReadOnlyDictionary<string, string> settings)
    {
        if (IsDisabled(function, settings))
            return "is disabled by an app setting";
        if (function.Trigger is not { } trigger)
            return "does not have exactly one trigger";
        if (!Is(trigger, HttpTriggerType) && !Is(trigger, EventHubTrigger.BindingType))
            return $"has a trigger of the type {trigger.Type}, which this host does not support";
        var other = function.Bindings.FirstOrDefault(binding => binding != trigger && !(Is(binding, HttpOutputType) && !binding.IsInput));
        return other is null ? null : $"has a binding '{other.Name}' of the type {other.Type}, which this host does not support";
    }

    private static bool IsDisabled(FunctionDefinition function, IReadOnlyDictionary<string, string> settings)
    {
        var value = settings.GetValueOrDefault($"AzureWebJobs.{function.Name}.Disabled")
            ?? settings.GetValueOrDefault($"AzureWebJobs_{function.Name}_Disabled");
        return value is not null && (value == "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));
    }

    private static bool Is(FunctionBinding binding, string type) => string.Equals(binding.Type, type, StringComparison.OrdinalIgnoreCase);
}
