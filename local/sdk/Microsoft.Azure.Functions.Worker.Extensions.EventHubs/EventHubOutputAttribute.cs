using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class EventHubOutputAttribute(string eventHubName) : OutputBindingAttribute
{
    public string EventHubName { get; private set; } = eventHubName;

    public string? Connection { get; set; }
}
