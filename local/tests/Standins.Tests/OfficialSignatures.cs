namespace Standins.Tests;

/// <summary>
/// The members of the official assembly that the stand-in implements. Copy new lines from the official source code or API reference of the
/// specified version, never from the stand-in.
/// </summary>
internal static class OfficialSignatures
{
    /// <summary>
    /// The members in Microsoft.Azure.Functions.Worker.Extensions.EventHubs 6.5.1, from the source code with the tag of this version.
    /// </summary>
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
