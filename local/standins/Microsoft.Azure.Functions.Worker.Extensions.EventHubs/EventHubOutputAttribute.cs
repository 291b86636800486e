using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a value that the host sends to an event hub.</summary>
public sealed class EventHubOutputAttribute(string eventHubName) : OutputBindingAttribute
{
    /// <summary>The event hub's name.</summary>
    public string EventHubName { get; private set; } = eventHubName;

    /// <summary>
    /// The name of the app setting that contains the connection string, or the prefix of an identity-based connection's settings.
    /// </summary>
    public string? Connection { get; set; }
}
