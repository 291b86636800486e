using System.Buffers;
using System.Globalization;
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
/// Changes the state of a flight the only way there is: by an event that happens after all that is known of it. So a change shows in later
/// responses, even when a publisher's clock runs ahead of this one.
/// </summary>
public sealed class FlightChange(KustoClient kusto, FlightEventPublisher publisher, PublishingClaims claims, TimeProvider time)
{
    private const string EventType = "eventType";
    private const string OccurredAt = "occurredAt";
    private const string FlightId = "flightId";

    private readonly FlightIds _ids = new(kusto);

    /// <summary>
    /// How long an ETag that a change was accepted for is not accepted again. An accepted change is ingested within seconds, and the flight has
    /// another ETag then.
    /// </summary>
    private static readonly TimeSpan ClaimLifetime = TimeSpan.FromMinutes(1);

    /// <summary>PUT: the body is the flight's new state.</summary>
    internal async Task<IResult> ReplaceAsync(
        HttpRequest request, string flightId, ReadOnlyMemory<byte> body, string eventIdPrefix, CancellationToken cancellationToken)
    {
        var (change, notAnObject) = ParseObject(body);
        if (change is null)
            return notAnObject!;

        flightId = await _ids.ResolveAsync(flightId, cancellationToken);
        var current = await CurrentAsync(flightId, cancellationToken);
        return await CorrectAsync(
            request, flightId, change, body, current, errors => FlightCorrection.Replace(change, errors), eventIdPrefix, cancellationToken);
    }

    /// <summary>PATCH: the body is a JSON Merge Patch of the flight's state.</summary>
    /// <returns>The response, or null when there is no such flight.</returns>
    internal async Task<IResult?> MergeAsync(
        HttpRequest request, string flightId, ReadOnlyMemory<byte> body, string eventIdPrefix, CancellationToken cancellationToken)
    {
        var (patch, notAnObject) = ParseObject(body);
        if (patch is null)
            return notAnObject;

        flightId = await _ids.ResolveAsync(flightId, cancellationToken);
        var current = await CurrentAsync(flightId, cancellationToken);
        if (current is null)
            return Preconditions.ProblemOf(request, null);

        return await CorrectAsync(
            request, flightId, patch, body, current, errors => FlightCorrection.Merge(current.Json, patch, errors), eventIdPrefix, cancellationToken);
    }

    /// <summary>DELETE: the flight is cancelled. Nothing is erased: its history stays, and so do its other properties.</summary>
    /// <returns>The response, or null when there is no such flight.</returns>
    internal async Task<IResult?> CancelAsync(HttpRequest request, string flightId, string eventIdPrefix, CancellationToken cancellationToken)
    {
        flightId = await _ids.ResolveAsync(flightId, cancellationToken);
        var current = await CurrentAsync(flightId, cancellationToken);
        if (current is null)
            return Preconditions.ProblemOf(request, null);

        // What every event has to state; the flight keeps the rest.
        var cancellation = new JsonObject { [FlightId] = flightId, [EventType] = "FlightCancelled", ["status"] = "Cancelled" };
        foreach (var name in (string[])["origin", "destination", "scheduledDeparture", "operatingDate"])
            cancellation[name] = current.Json[name]?.DeepClone();
        return await PublishAsync(request, flightId, default, cancellation, current, eventIdPrefix, cancellationToken);
    }

    private async Task<IResult> CorrectAsync(
        HttpRequest request,
        string flightId,
        JsonObject body,
        ReadOnlyMemory<byte> bodyBytes,
        FlightState? current,
        Func<ICollection<ApiError>, JsonObject> correct,
        string eventIdPrefix,
        CancellationToken cancellationToken)
    {
        var errors = new List<ApiError>();
        if (body.TryGetPropertyValue(FlightId, out var named) && named?.ToString() != flightId)
            errors.Add(FlightMismatch.Of(FlightId, "must be the id in the address, or absent", named));
        var correction = correct(errors);
        if (errors.Count > 0)
            return Invalid(errors);

        correction[FlightId] = flightId;
        correction[EventType] = "FlightCorrected";
        return await PublishAsync(request, flightId, bodyBytes, correction, current, eventIdPrefix, cancellationToken);
    }

    private async Task<IResult> PublishAsync(
        HttpRequest request,
        string flightId,
        ReadOnlyMemory<byte> body,
        JsonObject change,
        FlightState? current,
        string eventIdPrefix,
        CancellationToken cancellationToken)
    {
        // A request that is repeated after its event has become the latest one has nothing left to do.
        if (current?.EventId == $"{eventIdPrefix}-0")
            return PublishResult.Of([new FlightEventMessage(current.EventId, flightId, default)], []);

        if (Preconditions.ProblemOf(request, current?.ETag) is { } notMet)
            return notMet;

        change[OccurredAt] = TimeAfter(current);
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var now = time.GetUtcNow();
        var position = new StreamPosition("", null, null, now) { EventIdPrefix = eventIdPrefix };
        var count = reader.Read(JsonSerializer.SerializeToUtf8Bytes(change), 0, in position, now, batch);
        if (EventChecks.ProblemOf(batch, count) is { } problem)
            return problem;
        if (current is not null && FlightMismatch.AllOf(batch.BytesOf(batch.Rows[0]), current.Json) is { Count: > 0 } mismatches)
            return Invalid(mismatches);

        if (await Repeatability.ClaimAsync(request, eventIdPrefix, body, claims, cancellationToken) is { } reused)
            return reused;

        var claim = Preconditions.NamesOneState(request) ? $"{flightId} {current?.ETag}" : null;
        if (claim is not null && !await claims.TryClaimAsync(claim, eventIdPrefix, ClaimLifetime, cancellationToken))
            return Preconditions.NotMet(current is null ? "If-None-Match" : "If-Match");

        var events = FlightEventMessage.AllOf(batch);
        var failed = await publisher.PublishAsync(events, cancellationToken);
        if (failed.Count > 0 && claim is not null)
            await claims.ReleaseAsync(claim, CancellationToken.None);
        return PublishResult.Of(events, failed);
    }

    private async Task<FlightState?> CurrentAsync(string flightId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Get(flightId), cancellationToken);
        if (!rows.HasRow)
            return null;

        var row = rows.Reader;
        var bytes = new ArrayBufferWriter<byte>(1024);
        new JsonRowWriter(FlightColumns.OfFlight, row, bytes).WriteSingle(row);
        return new FlightState(
            JsonNode.Parse(bytes.WrittenSpan)!.AsObject(),
            row.GetString(row.GetOrdinal("EventId")),
            row.GetString(row.GetOrdinal("Version")),
            FlightETag.Of(row));
    }

    /// <summary>Now, or the instant after the latest event. That one's time is taken from its Version, which has it in full precision.</summary>
    private DateTime TimeAfter(FlightState? current)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return current is not null && LatestTime(current.Version) is var latest && latest >= now ? latest.AddTicks(1) : now;
    }

    private static DateTime LatestTime(string version) =>
        DateTime.Parse(version[..version.IndexOf('/')], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static (JsonObject? Flight, Problem? Problem) ParseObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            // JSON nodes take such text, and throw when it is written.
            if (!JsonText.IsUnicode(body.Span))
                return (null, Invalid([new ApiError(ValidationError.WholeEvent, nameof(EventRule.Unicode), "must be UTF-8, without escaped halves of surrogate pairs")]));

            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            if (JsonNode.Parse(body.Span, documentOptions: options) is JsonObject flight)
                return (flight, null);
        }
        catch (JsonException)
        {
            // Reported below: the position in the body is that of a library, and not worth more.
        }

        return (null, new Problem(ErrorCodes.InvalidEvents, "The body must be the flight as one JSON object."));
    }

    private static Problem Invalid(IReadOnlyList<ApiError> errors) =>
        new(ErrorCodes.InvalidEvents, "The body does not match the request; nothing was published.") { Errors = errors };

    /// <summary>A flight as it is now.</summary>
    /// <param name="Json">As GET shows it.</param>
    /// <param name="EventId">Of the latest event.</param>
    /// <param name="Version">Of the latest event.</param>
    /// <param name="ETag">As GET returns it.</param>
    private sealed record FlightState(JsonObject Json, string EventId, string Version, string ETag);
}
