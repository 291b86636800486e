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
/// Changes the state of a flight by an event that occurs after all known events of the flight. So a change is visible in later responses,
/// even when a publisher's clock runs ahead of this one. The changes of one flight are made sequentially (<see cref="PendingChanges"/>).
/// </summary>
public sealed class FlightChange(
    KustoClient kusto,
    FlightEventPublisher publisher,
    PublishingClaims claims,
    IOptions<MessageLimits> limits,
    TimeProvider time,
    ILogger<FlightChange> logger)
{
    /// <summary>A body that is parsed into JSON nodes requires about eight times as much memory as a body of events.</summary>
    internal const int Growth = 8;

    /// <summary>The part of the description that all changes share.</summary>
    internal const string Order =
        " Changes to a flight are processed one at a time: until an accepted change is stored, a request with `If-Match` receives "
        + "412; a request without it waits for up to 10 seconds and then receives 503.";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private static readonly ApiError NotUnicode =
        new(ValidationError.WholeEvent, nameof(EventRule.Unicode), "must be UTF-8, without escaped unpaired surrogates");

    private readonly FlightIds _ids = new(kusto);
    private readonly PendingChanges _pending = new(kusto, claims);

    /// <summary>The time for which a change without a condition waits until the previous one is stored.</summary>
    internal TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>PUT: the body is the flight's new state.</summary>
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

    /// <summary>PATCH: the body is a JSON Merge Patch of the flight's state.</summary>
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

    /// <summary>DELETE: the flight is canceled. Nothing is erased: its history stays, and so do its other properties.</summary>
    internal Task<IResult> CancelAsync(HttpRequest request, string flightId, string requestId, CancellationToken cancellationToken) =>
        ChangeAsync(
            new ChangeRequest(request, flightId, default, requestId) { EventType = "FlightCancelled" },
            FlightVersion.ReadAsync,
            (_, current, _) => Task.FromResult(current is null ? null : new JsonObject { ["status"] = "Cancelled" }),
            cancellationToken);

    /// <param name="request">The request.</param>
    /// <param name="readStateAsync">Reads the current state of the flight; null if there is no flight.</param>
    /// <param name="propertiesOf">
    /// The properties that the event contains, derived from the id and the state of the flight; null if there is no flight to change.
    /// </param>
    /// <param name="cancellationToken">A token to cancel the wait.</param>
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
                return Preconditions.NotMet(request.Http.Headers.IfMatch.Count > 0 ? "If-Match" : "If-None-Match");
            if (isPending && time.GetElapsedTime(start) >= MaxWait)
                return Pending(PendingChanges.EventIdOf(last!.Owner));

            if (isPending)
            {
                await Task.Delay(PollInterval, time, cancellationToken);
                continue;
            }

            // Read after the last change is known to be stored, so it is part of this state.
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

            // False: another request was faster, and its change is part of the state to start from.
            if (await _pending.TryBeginAsync(flightId, request.Id, last, cancellationToken))
                return await ClaimAndPublishAsync(request, message, cancellationToken);
        }
    }

    /// <summary>A repeated request publishes the same event as the first time: it does not change later values.</summary>
    /// <returns>The response; null if the request has no id, or was not made before.</returns>
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

        // Another instance may have received the same request at the same time: the event that was stored first counts.
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
            // The hub may have an event that it did not acknowledge. The client of a repeatable request publishes it again.
            if (failed.Count == 0)
                await _pending.ConfirmAsync(message.FlightId, request.Id);
            else if (!request.IsRepeatable)
                await _pending.AbandonAsync(message.FlightId, request.Id);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            // Azure.Core throws an AggregateException after its last retry. The outcome of the publishing is still known; the claim expires
            // within a minute.
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

        // A cancellation contains no property that identifies a flight.
        return FlightMismatch.AllOf(events.Valid[0], flightId, current as FlightState) is { Count: > 0 } mismatches
            ? (null, Invalid(mismatches))
            : (events.Valid[0], null);
    }

    /// <summary>The body may name the flight in any form in which its address may.</summary>
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
            // JSON nodes take such text, and throw when it is written.
            if (!JsonText.IsUnicode(body.Span))
                return (null, Invalid([NotUnicode]));

            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            if (JsonNode.Parse(body.Span, documentOptions: options) is JsonObject flight)
                return (flight, null);
        }
        catch (JsonException)
        {
            // Reported below: the position in the body is a library's, and not precise enough to report.
        }

        return (null, new Problem(ErrorCodes.InvalidEvents, "The body must be the flight as one JSON object."));
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
    /// A change at the current time would be hidden by the latest event, and one after that event is rejected by the limit on times in the
    /// future.
    /// </summary>
    private Problem AheadOfClock(DateTime occurredAt, DateTime now) => new(
        ErrorCodes.FlightAheadOfClock,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The time of the latest event of the flight is {occurredAt:yyyy-MM-ddTHH:mm:ssZ}, which is "
            + $"{(occurredAt - now).TotalMinutes:N0} minutes ahead of the clock. A change would have to be later still, but events may be "
            + $"{limits.Value.MaxClockSkew.TotalMinutes:0.##} minutes ahead. Nothing was published."))
    {
        RetryAfter = occurredAt - now - limits.Value.MaxClockSkew,
    };

    /// <param name="Http">The request.</param>
    /// <param name="Address">The id of the flight in the address.</param>
    /// <param name="Body">The decompressed body.</param>
    /// <param name="Id">Identifies the request and, if it is repeated, its repetitions.</param>
    private sealed record ChangeRequest(HttpRequest Http, string Address, ReadOnlyMemory<byte> Body, string Id)
    {
        public string EventType { get; init; } = "FlightCorrected";

        public bool IsRepeatable { get; } = Repeatability.IsRepeatable(Http);

        public string Content { get; } = Repeatability.ContentOf(Http, Body);
    }
}
