using LocalFunctions.Host.Invocations;
using LocalFunctions.Host.Metadata;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.EventHubs;

/// <summary>The state that all partitions of one trigger share.</summary>
internal sealed record TriggerContext(
    EventHubTrigger Trigger, FunctionInvoker Invoker, EventHubsSettings Settings, TimeProvider Time, ILogger Logger)
{
    /// <summary>The metadata entries that invocations receive, or <c>null</c> for all entries.</summary>
    public IReadOnlySet<string>? Metadata { get; init; }
}
