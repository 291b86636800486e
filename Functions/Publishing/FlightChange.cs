using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Http;
using LatamFunctions.Kusto;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Publishing;

/// <summary>
/// Changes the state of a flight the only way there is: by an event that happens after all that is known of it. So what a change says
/// shows in later answers, even when a publisher's clock runs ahead of this one.
/// </summary>
public sealed class FlightChange(KustoClient kusto, FlightEventPublisher publisher, TimeProvider time)
{
    private const string EventId = "eventId";
    private const string EventType = "eventType";
    private const string OccurredAt = "occurredAt";
    private const string FlightId = "flightId";

    /// <summary>PUT: the body is the flight's new state.</summary>
    internal async Task<IResult> CorrectAsync(
        HttpRequest request, string flightId, ReadOnlyMemory<byte> body, string eventIdPrefix, CancellationToken cancellationToken)
    {
        var (change, notAnObject) = ParseObject(body);
        if (change is null)
            return notAnObject!;

        if (change.TryGetPropertyValue(FlightId, out var named) && named?.ToString() != flightId)
            return Mismatch(FlightId, "must be the id in the address, or absent", named);
        if (change.TryGetPropertyValue(EventType, out var type) && type?.ToString() != "FlightCorrected")
            return Mismatch(EventType, "must be FlightCorrected, or absent", type);

        if (!change.ContainsKey(OccurredAt) || Preconditions.AreThere(request))
        {
            var (flight, etag) = await CurrentAsync(flightId, cancellationToken);
            if (Preconditions.ProblemOf(request, etag) is { } notMet)
                return notMet;
            if (!change.ContainsKey(OccurredAt))
                change[OccurredAt] = TimeAfter(flight);
        }

        change[FlightId] = flightId;
        change[EventType] = "FlightCorrected";
        return await PublishAsync(change, eventIdPrefix, cancellationToken);
    }

    /// <summary>DELETE: the flight as it is, but cancelled. Nothing is erased: its history stays, and so does the flight.</summary>
    /// <returns>The answer, or null when there is no such flight.</returns>
    internal async Task<IResult?> CancelAsync(HttpRequest request, string flightId, string eventIdPrefix, CancellationToken cancellationToken)
    {
        var (flight, etag) = await CurrentAsync(flightId, cancellationToken);
        if (Preconditions.ProblemOf(request, etag) is { } notMet)
            return notMet;
        if (flight is null)
            return null;

        flight[OccurredAt] = TimeAfter(flight);
        flight[EventType] = "FlightCancelled";
        flight["status"] = "Cancelled";
        flight.Remove(EventId);
        if (flight["extra"] is JsonObject extra)
        {
            flight.Remove("extra");
            foreach (var (name, value) in extra.ToList())
                flight.TryAdd(name, value?.DeepClone());
        }

        return await PublishAsync(flight, eventIdPrefix, cancellationToken);
    }

    private async Task<IResult> PublishAsync(JsonObject change, string eventIdPrefix, CancellationToken cancellationToken)
    {
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var now = time.GetUtcNow();
        var position = new StreamPosition("", null, null, now) { EventIdPrefix = eventIdPrefix };
        var count = reader.Read(JsonSerializer.SerializeToUtf8Bytes(change), 0, in position, now, batch);
        if (EventChecks.ProblemOf(batch, count) is { } problem)
            return problem;

        var events = FlightEventMessage.AllOf(batch);
        return PublishResult.Of(events, await publisher.PublishAsync(events, cancellationToken));
    }

    private async Task<(JsonObject? Flight, string? ETag)> CurrentAsync(string flightId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Get(flightId), cancellationToken);
        if (!rows.HasRow)
            return (null, null);

        var bytes = new ArrayBufferWriter<byte>(1024);
        new JsonRowWriter(FlightColumns.OfFlight, rows.Reader, bytes).WriteSingle(rows.Reader);
        return (JsonNode.Parse(bytes.WrittenSpan)!.AsObject(), FlightETag.Of(rows.Reader));
    }

    private DateTime TimeAfter(JsonObject? current)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return current?[OccurredAt]?.GetValue<DateTime>().ToUniversalTime() is { } latest && latest >= now ? latest.AddTicks(1) : now;
    }

    private static (JsonObject? Flight, Problem? Problem) ParseObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            // JSON nodes take such text, and throw when it is written.
            if (!JsonText.IsUnicode(body.Span))
            {
                return (null, new Problem(ErrorCodes.InvalidEvents, "The body does not match the request; nothing was published.")
                {
                    Errors = [new ApiError(ValidationError.WholeEvent, nameof(EventRule.Unicode), "must be UTF-8, without escaped halves of surrogate pairs")],
                });
            }

            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            if (JsonNode.Parse(body.Span, documentOptions: options) is JsonObject flight)
                return (flight, null);
        }
        catch (JsonException)
        {
            // Said below: the position in the body is that of a library, and not worth more.
        }

        return (null, new Problem(ErrorCodes.InvalidEvents, "The body must be the flight as one JSON object."));
    }

    private static Problem Mismatch(string property, string detail, JsonNode? value) =>
        new(ErrorCodes.InvalidEvents, "The body does not match the request; nothing was published.")
        {
            Errors = [new ApiError(property, "Mismatch", detail, Value: ValidationError.SafeValue(JsonSerializer.SerializeToUtf8Bytes(value)))],
        };
}
