namespace Standins.Tests;

/// <summary>
/// The members of the official assembly that the stand-in has. A line is added together with the stand-in's member,
/// from the package's own source or API listing at the version named here, never from the stand-in.
/// </summary>
internal static class OfficialSignatures
{
    /// <summary>Microsoft.Azure.Functions.Worker.Extensions.EventHubs 6.5.1: source of that tag.</summary>
    public const string WorkerEventHubs = """
        Microsoft.Azure.Functions.Worker.EventHubTriggerAttribute
            public sealed class : TriggerBindingAttribute, ISupportCardinality
            public EventHubTriggerAttribute(string eventHubName)
            public string EventHubName { get; }
            public string? ConsumerGroup { get; set; }
            public string? Connection { get; set; }
            public bool IsBatched { get; set; }
        Microsoft.Azure.Functions.Worker.EventHubOutputAttribute
            public sealed class : OutputBindingAttribute
            public EventHubOutputAttribute(string eventHubName)
            public string EventHubName { get; }
            public string? Connection { get; set; }
        """;
}
