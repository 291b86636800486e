using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>The answer to the client, and what goes to the Event Hub; null sends nothing.</summary>
public sealed class ReplayOutput
{
    [HttpResult]
    public required IResult Result { get; init; }

    [EventHubOutput("flight-events", Connection = "EventHubs")]
    public string[]? Events { get; init; }
}
