using System.Net.Mime;
using System.Text.Json;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Publishing;

/// <summary>
/// The outcome of the events of a request. 202: the Event Hub has all of them, and these ids identify them. 207: some; each event states
/// its own status, and sending the whole request again is safe. 503: none.
/// </summary>
internal sealed class PublishResult : IResult
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

    private readonly IReadOnlyList<FlightEventMessage> _events;
    private readonly HashSet<int> _failed;

    private PublishResult(IReadOnlyList<FlightEventMessage> events, IReadOnlyList<int> failed)
    {
        _events = events;
        _failed = [.. failed];
    }

    public static IResult Create(IReadOnlyList<FlightEventMessage> events, IReadOnlyList<int> failed) => failed.Count < events.Count
        ? new PublishResult(events, failed)
        : Unavailable("The event hub did not accept the events; nothing was published.");

    public static Problem Unavailable(string reason) => new(
        ErrorCodes.ServiceUnavailable,
        $"{reason} Retry after the interval in Retry-After; an event that is sent twice with the same id is stored once.")
    {
        RetryAfter = RetryAfter,
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _failed.Count == 0 ? StatusCodes.Status202Accepted : StatusCodes.Status207MultiStatus;
        response.ContentType = MediaTypeNames.Application.Json;
        response.Headers.CacheControl = "no-store";
        await using (var json = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("value");
            for (var i = 0; i < _events.Count; i++)
                Write(json, _events[i], isFailed: _failed.Contains(i));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, FlightEventMessage message, bool isFailed)
    {
        json.WriteStartObject();
        json.WriteString("eventId", message.EventId);
        json.WriteString("flightId", message.FlightId);
        if (_failed.Count > 0)
        {
            json.WriteNumber("status", isFailed ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status202Accepted);
            if (isFailed)
                json.WriteString("detail", "The event hub did not accept this event. Send it again.");
        }

        json.WriteEndObject();
    }
}
