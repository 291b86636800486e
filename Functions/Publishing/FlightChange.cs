using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Http;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Publishing;

/// <summary>
/// Changes the state of a flight by publishing an event whose time is later than the times of all known events of the flight. Therefore,
/// the change is visible even if a publisher's clock is ahead of this app's clock. Changes to a flight are sequential
/// (<see cref="PendingChanges"/>).
/// </summary>
public sealed class FlightChange(
    KustoClient kusto,
    FlightEventPublisher publisher,
    PublishingClaims claims,
    IOptions<MessageLimits> limits,
    TimeProvider time,
    ILogger<FlightChange> logger)
{
    /// <summary>The factor by which a body parsed into JSON nodes requires more memory than a body with events.</summary>
    internal const int Growth = 8;

    /// <summary>The part of the operation description that all changes share.</summary>
    internal const string Order =
        " Changes to a flight are processed one at a time. Until an accepted change is stored, a request whose condition names one state "
        + "(an ETag in `If-Match`, or `If-None-Match: *`) receives 412. Any other request waits up to 10 seconds for the change to be "
        + "stored, and receives 503 if the change is still not stored.";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private static readonly ApiError NotUnicode =
        new(ValidationError.WholeEvent, nameof(EventRule.Unicode), "must be UTF-8, without escaped unpaired surrogates");

    private readonly FlightIds _ids = new(kusto);
    private readonly PendingChanges _pending = new(kusto, claims);

    /// <summary>
    /// The maximum time for which a change waits for the previous change to be stored. A change whose condition names one state does not
    /// wait.
    /// </summary>
    internal TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Handles PUT: replaces the state of the flight with the body.</summary>
    internal async Task<IResult> ReplaceAsync(
        HttpRequest request, string flightId, ReadOnlyMemory<byte> body, string requestId, CancellationToken cancellationToken)
    {
        var (flight, notAnObject) = ParseObject(body);
        if (flight is null)
            return notAnObject!;

        var change = new ChangeRequest(request, flightId, body, requestId);
        return await ChangeAsync(change, FlightState.ReadAsync, CorrectAsync, cancellationToken);

        async Task<JsonObject?> CorrectAsync(string id, FlightState? current, ICollection<ApiError> errors)
        {
            await CheckIdAsync(flight, id, errors, cancellationToken);
            var correction = FlightCorrection.Replace(flight, current, errors);
            if (current is null)
                NewFlight.AddIdentity(id, correction, errors);
            return correction;
        }
    }

    /// <summary>Handles PATCH: applies the body, a JSON Merge Patch, to the state of the flight.</summary>
    internal async Task<IResult> MergeAsync(
        HttpRequest request, string flightId, ReadOnlyMemory<byte> body, string requestId, CancellationToken cancellationToken)
    {
        var (patch, notAnObject) = ParseObject(body);
        if (patch is null)
            return notAnObject!;

        var change = new ChangeRequest(request, flightId, body, requestId);
        return await ChangeAsync(change, FlightState.ReadAsync, CorrectAsync, cancellationToken);

        async Task<JsonObject?> CorrectAsync(string id, FlightState? current, ICollection<ApiError> errors)
        {
            if (current is null)
                return null;

            await CheckIdAsync(patch, id, errors, cancellationToken);
            return FlightCorrection.Merge(current, patch, errors);
        }
    }

    /// <summary>Handles DELETE: cancels the flight. The flight's history and its other properties are retained.</summary>
    internal Task<IResult> CancelAsync(HttpRequest request, string flightId, string requestId, CancellationToken cancellationToken) =>
        ChangeAsync(
            new ChangeRequest(request, flightId, default, requestId) { EventType = "FlightCancelled" },
            FlightVersion.ReadAsync,
            (_, current, _) => Task.FromResult(current is null ? null : new JsonObject { ["status"] = "Cancelled" }),
            cancellationToken);

    /// <param name="readStateAsync">Reads the current state of the flight; returns <c>null</c> if the flight does not exist.</param>
    /// <param name="propertiesOf">
    /// Returns the properties of the event, derived from the id and the state of the flight; <c>null</c> if the flight does not exist and
    /// cannot be created.
    /// </param>
    private async Task<IResult> ChangeAsync<TState>(
        ChangeRequest request,
        Func<KustoClient, string, CancellationToken, Task<TState?>> readStateAsync,
        Func<string, TState?, ICollection<ApiError>, Task<JsonObject?>> propertiesOf,
        CancellationToken cancellationToken)
        where TState : FlightVersion
    {
        if (await RepeatAsync(request, cancellationToken) is { } repeated)
            return repeated;

        var flightId = await _ids.ResolveAsync(request.Address, cancellationToken);
        var start = time.GetTimestamp();
        while (true)
        {
            var (last, isPending) = await _pending.FindAsync(flightId, request.Id, cancellationToken);
            if (isPending && Preconditions.NamesOneState(request.Http))
                return Preconditions.Undecided(request.Http);
            if (isPending && time.GetElapsedTime(start) >= MaxWait)
                return Pending(PendingChanges.EventIdOf(last!.Owner));

            if (isPending)
            {
                await Task.Delay(PollInterval, time, cancellationToken);
                continue;
            }

            // Reads the state after the previous change is stored, so that the state includes the previous change.
            var current = await readStateAsync(kusto, flightId, cancellationToken);
            if (Preconditions.ProblemOf(request.Http, current?.ETag) is { } notMet)
                return notMet;

            var errors = new List<ApiError>();
            var properties = await propertiesOf(flightId, current, errors);
            if (properties is null)
                return GetFlight.NotFound;

            var (message, problem) = errors.Count > 0 ? (null, Invalid(errors)) : EventOf(request, flightId, properties, current);
            if (message is null)
                return problem!;

            // If another request has begun a change, the loop starts again with a state that includes that change.
            if (await _pending.TryBeginAsync(flightId, request.Id, last, cancellationToken))
                return await ClaimAndPublishAsync(request, message, cancellationToken);
        }
    }

    /// <summary>
    /// Handles a repeated request by publishing the same event as the first request, so that values set by later changes are not
    /// overwritten.
    /// </summary>
    /// <returns>The response; <c>null</c> if the request has no id or is not a repetition.</returns>
    private async Task<IResult?> RepeatAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        if (!request.IsRepeatable || await claims.FindAsync(request.Id, cancellationToken) is not { } claim)
            return null;

        return await PublishAsync(request, claim, cancellationToken);
    }

    private async Task<IResult> ClaimAndPublishAsync(ChangeRequest request, FlightEventMessage message, CancellationToken cancellationToken)
    {
        if (!request.IsRepeatable)
            return await PublishAsync(request, message, cancellationToken);

        // If another instance receives the same request concurrently, both instances publish the event that was stored first.
        var claim = await claims.ClaimAsync(request.Id, request.Content, message.Body, PublishingClaims.MaxLifetime, cancellationToken);
        return await PublishAsync(request, claim, cancellationToken);
    }

    private async Task<IResult> PublishAsync(ChangeRequest request, PublishingClaim claim, CancellationToken cancellationToken) =>
        claim.Owner == request.Content
            ? await PublishAsync(request, ChangeEvent.Parse(claim.Content), cancellationToken)
            : Repeatability.Reused;

    private async Task<IResult> PublishAsync(ChangeRequest request, FlightEventMessage message, CancellationToken cancellationToken)
    {
        var failed = await publisher.PublishAsync([message], cancellationToken);
        try
        {
            // The hub might have stored an event that it did not acknowledge. A client can send a repeatable request again, which publishes
            // the event again.
            if (failed.Count == 0)
                await _pending.ConfirmAsync(message.FlightId, request.Id);
            else if (!request.IsRepeatable)
                await _pending.AbandonAsync(message.FlightId, request.Id);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            // Azure.Core throws an AggregateException after its last retry. The response is not affected, and the claim expires within a
            // minute.
            logger.ChangeNotSettled(e, message.FlightId);
        }

        return PublishResult.Create([message], failed);
    }

    private (FlightEventMessage? Message, IResult? Problem) EventOf(
        ChangeRequest request, string flightId, JsonObject properties, FlightVersion? current)
    {
        var now = time.GetUtcNow();
        var occurredAt = current is not null && current.LatestTime >= now.UtcDateTime ? current.LatestTime.AddTicks(1) : now.UtcDateTime;
        if (occurredAt > now.UtcDateTime + limits.Value.MaxClockSkew)
            return (null, AheadOfClock(occurredAt, now.UtcDateTime));

        var json = ChangeEvent.Create(PendingChanges.EventIdOf(request.Id), request.EventType, occurredAt, flightId, properties);
        using var reader = new FlightEventReader(EventRequest.Limits with { MaxClockSkew = limits.Value.MaxClockSkew });
        var events = new FlightEventMessages();
        var count = reader.Read(json, 0, new StreamPosition("", null, null, now), now, events);
        if (EventChecks.ProblemOf(events, count) is { } problem)
            return (null, problem);

        // For a cancellation, the current state is not a FlightState, because a cancellation contains no property that identifies a flight.
        return FlightMismatch.AllOf(events.Valid[0], flightId, current as FlightState) is { Count: > 0 } mismatches
            ? (null, Invalid(mismatches))
            : (events.Valid[0], null);
    }

    /// <summary>Checks the flight id in the body, which can have any form that a flight id in an address can have.</summary>
    private async Task CheckIdAsync(JsonObject body, string flightId, ICollection<ApiError> errors, CancellationToken cancellationToken)
    {
        if (!body.TryGetPropertyValue(ChangeEvent.FlightId, out var named))
            return;

        var isSame = named is JsonValue text && text.TryGetValue(out string? id)
            && (id == flightId || await _ids.ResolveAsync(id, cancellationToken) == flightId);
        if (!isSame)
            errors.Add(FlightMismatch.ErrorOf(ChangeEvent.FlightId, "must be the id in the address, or absent", named));
    }

    private static (JsonObject? Flight, Problem? Problem) ParseObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            // The text is checked here because JSON nodes accept invalid text and throw an exception when they are serialized.
            if (!JsonText.IsUnicode(body.Span))
                return (null, Invalid([NotUnicode]));

            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            if (JsonNode.Parse(body.Span, documentOptions: options) is JsonObject flight)
                return (flight, null);
        }
        catch (JsonException)
        {
            // The error is reported below without the position, because the library's position is not precise.
        }

        return (null, new Problem(ErrorCodes.InvalidEvents, "The body must be a JSON object with the properties of the flight."));
    }

    private static Problem Invalid(IReadOnlyList<ApiError> errors) =>
        new(ErrorCodes.InvalidEvents, "The body does not match the request; nothing was published.") { Errors = errors };

    private static Problem Pending(string eventId) => new(
        ErrorCodes.ServiceUnavailable,
        $"An earlier change to this flight, the event {eventId}, was accepted and is not stored yet. Nothing was published. "
        + "Retry after the interval in Retry-After.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>
    /// Creates the problem for a flight whose latest event is in the future. A change at the current time would be hidden by the latest
    /// event, and a change after the latest event would exceed the limit for times in the future.
    /// </summary>
    private Problem AheadOfClock(DateTime occurredAt, DateTime now) => new(
        ErrorCodes.FlightAheadOfClock,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The time of the latest event of the flight is {occurredAt:yyyy-MM-ddTHH:mm:ssZ}, which is "
            + $"{(occurredAt - now).TotalMinutes:N0} minutes ahead of the clock. A change must have a later time, but the "
            + $"time of an event can be at most {limits.Value.MaxClockSkew.TotalMinutes:0.##} minutes ahead of the clock. "
            + $"Nothing was published."))
    {
        RetryAfter = occurredAt - now - limits.Value.MaxClockSkew,
    };

    /// <param name="Http">The HTTP request.</param>
    /// <param name="Address">The id of the flight in the address.</param>
    /// <param name="Body">The decompressed body.</param>
    /// <param name="Id">The id of the request. Repetitions of a repeatable request have the same id.</param>
    private sealed record ChangeRequest(HttpRequest Http, string Address, ReadOnlyMemory<byte> Body, string Id)
    {
        public string EventType { get; init; } = "FlightCorrected";

        public bool IsRepeatable { get; } = Repeatability.IsRepeatable(Http);

        public string Content { get; } = Repeatability.ContentOf(Http, Body);
    }
}
