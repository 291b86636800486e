using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Publishing;

/// <summary>
/// Creates the response to a publishing request. The status is 202 if the event hub has accepted all events, and 503 if the hub has
/// accepted no events. The status is 207 if the hub has accepted some events; in this case, each event has its own status, and sending the
/// whole request again is safe.
/// </summary>
internal static class PublishResult
{
    public static readonly Response Accepted = Schemas.Json(
        StatusCodes.Status202Accepted,
        "The Event Hub has accepted the events. Use these ids to look them up.",
        "PublishedEvents",
        """{"value":[{"eventId":"b6c1d0de-5a0f-4f0a-9a57-2f9c2d6c1f10","flightId":"LA2368-20261120-SCL"}]}""") with
    { Headers = [Repeatability.Result] };

    public static readonly Response Partly = Schemas.Json(
        StatusCodes.Status207MultiStatus,
        "Some events were accepted; each item has its own `status`. Sending the whole request again is safe.",
        "PublishedEvents",
        """{"value":[{"eventId":"e-1","flightId":"LA2368-20261120-SCL","status":202},"""
        + """{"eventId":"e-2","flightId":"LA2369-20261120-LIM","status":503,"""
        + """ "detail":"The event hub did not accept this event. Send it again."}]}""") with
    { Headers = [Repeatability.Result] };

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static IResult Create(IReadOnlyList<FlightEventMessage> events, IReadOnlyList<int> failed)
    {
        if (failed.Count == 0)
            return From(StatusCodes.Status202Accepted, events.Select(message => new PublishedEvent(message.EventId, message.FlightId)));
        if (failed.Count == events.Count)
            return Unavailable("The event hub did not accept the events; nothing was published.");

        var isFailed = failed.ToHashSet();
        return From(StatusCodes.Status207MultiStatus, events.Select((message, index) => ItemOf(message, isFailed.Contains(index))));
    }

    public static Problem Unavailable(string reason) => new(
        ErrorCodes.ServiceUnavailable,
        $"{reason} Retry after the interval in Retry-After; an event that is sent twice with the same id is stored once.")
    {
        RetryAfter = RetryAfter,
    };

    private static JsonResponse From(int status, IEnumerable<PublishedEvent> events) =>
        JsonResponse.From(status, new PublishedEvents([.. events]), PublishingJson.Default.PublishedEvents);

    private static PublishedEvent ItemOf(FlightEventMessage message, bool isFailed) => isFailed
        ? new(
            message.EventId,
            message.FlightId,
            StatusCodes.Status503ServiceUnavailable,
            "The event hub did not accept this event. Send it again.")
        : new(message.EventId, message.FlightId, StatusCodes.Status202Accepted);
}
