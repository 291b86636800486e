using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the function parameter that receives the events of an event hub.</summary>
[InputConverter(typeof(EventDataConverter))]
[ConverterFallbackBehavior(ConverterFallbackBehavior.Default)]
[BindingCapabilities(KnownBindingCapabilities.FunctionLevelRetry)]
public sealed class EventHubTriggerAttribute(string eventHubName) : TriggerBindingAttribute, ISupportCardinality
{
    /// <summary>The event hub's name.</summary>
    public string EventHubName { get; private set; } = eventHubName;

    /// <summary>The consumer group's name, or <c>null</c> for <c>$Default</c>.</summary>
    public string? ConsumerGroup { get; set; }

    /// <summary>
    /// The name of the app setting that contains the connection string, or the prefix of an identity-based connection's settings.
    /// </summary>
    public string? Connection { get; set; }

    /// <summary>Whether each invocation receives a batch of events.</summary>
    [DefaultValue(true)]
    public bool IsBatched { get; set; } = true;

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}
