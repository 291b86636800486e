using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LatamFunctions.Publishing;

/// <summary>The response to a publishing request, with the events in request order.</summary>
internal sealed record PublishedEvents(IReadOnlyList<PublishedEvent> Value);

/// <summary>The result for an event. The result has a status if some of the request's events failed.</summary>
internal sealed record PublishedEvent(
    [property: Description("The event's id.")] string EventId,
    [property: Description("The flight's id.")] string FlightId,
    [property: Description("The status of the event, 202 or 503; present if some events failed.")] int? Status = null,
    [property: Description("The cause of the failure and the action to take; present if the status is 503.")] string? Detail = null);

[JsonSerializable(typeof(PublishedEvents))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class PublishingJson : JsonSerializerContext;
