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
using Microsoft.Extensions.Options;

namespace LatamFunctions.Publishing;

/// <summary>
/// Changes the state of a flight the only way there is: by an event that happens after all that is known of it. So a change shows in later
/// responses, even when a publisher's clock runs ahead of this one.
/// </summary>
public sealed class FlightChange(
    KustoClient kusto, FlightEventPublisher publisher, PublishingClaims claims, IOptions<MessageLimits> limits, TimeProvider time)
{
    /// <summary>A body that is read as JSON nodes needs about eight times as much memory as one that is read as events.</summary>
    internal const int Growth = 8;

    private const string EventType = "eventType";
    private const string OccurredAt = "occurredAt";
    private const string FlightId = "flightId";

    private readonly FlightIds _ids = new(kusto);

    /// <summary>
    /// How long a state that a change was accepted for is not changed by another one with a condition. An accepted change is ingested within seconds,
    /// and the flight has another ETag then; an outage may make it minutes.
    /// </summary>
    private static readonly TimeSpan ClaimLifetime = TimeSpan.FromMinutes(15);

    /// <summary>PUT: the body is the flight's new state.</summary>
    internal async Task<IResult> ReplaceAsync(
        HttpRequest request, string flightId, ReadOnlyMemory<byte> body, string eventIdPrefix, CancellationToken cancellationToken)
    {
        var (change, notAnObject) = ParseObject(body);
        if (change is null)
            return notAnObject!;

        var resolved = await _ids.ResolveAsync(flightId, cancellationToken);
        var current = await CurrentAsync(resolved, cancellationToken);
        var errors = new List<ApiError>();
        var correction = FlightCorrection.Replace(change, current?.Json, current?.Derived ?? [], errors);
        return await CorrectAsync(
            new ChangeRequest(request, flightId, resolved, body, eventIdPrefix, MergesOthers: false), current, change, correction, errors, cancellationToken);
    }

    /// <summary>PATCH: the body is a JSON Merge Patch of the flight's state.</summary>
    /// <returns>The response, or null when there is no such flight.</returns>
    internal async Task<IResult?> MergeAsync(
        HttpRequest request, string flightId, ReadOnlyMemory<byte> body, string eventIdPrefix, CancellationToken cancellationToken)
    {
        var (patch, notAnObject) = ParseObject(body);
        if (patch is null)
            return notAnObject;

        var resolved = await _ids.ResolveAsync(flightId, cancellationToken);
        var current = await CurrentAsync(resolved, cancellationToken);
        if (current is null)
            return Preconditions.ProblemOf(request, null);

        var errors = new List<ApiError>();
        var correction = FlightCorrection.Merge(current.Json, patch, errors, out var mergesOthers);
        return await CorrectAsync(
            new ChangeRequest(request, flightId, resolved, body, eventIdPrefix, mergesOthers), current, patch, correction, errors, cancellationToken);
    }

    /// <summary>DELETE: the flight is cancelled. Nothing is erased: its history stays, and so do its other properties.</summary>
    /// <returns>The response, or null when there is no such flight.</returns>
    internal async Task<IResult?> CancelAsync(HttpRequest request, string flightId, string eventIdPrefix, CancellationToken cancellationToken)
    {
        var resolved = await _ids.ResolveAsync(flightId, cancellationToken);
        var current = await CurrentAsync(resolved, cancellationToken);
        if (current is null)
            return Preconditions.ProblemOf(request, null);

        // What is known of what most events state; the flight keeps the rest.
        var cancellation = new JsonObject { [FlightId] = resolved, [EventType] = "FlightCancelled", ["status"] = "Cancelled" };
        foreach (var name in (string[])["origin", "destination", "scheduledDeparture", "operatingDate"])
        {
            if (!current.Derived.Contains(name) && current.Json[name] is { } value)
                cancellation[name] = value.DeepClone();
        }

        return await PublishAsync(
            new ChangeRequest(request, flightId, resolved, default, eventIdPrefix, MergesOthers: false), cancellation, current, cancellationToken);
    }

    private async Task<IResult> CorrectAsync(
        ChangeRequest request, FlightState? current, JsonObject body, JsonObject correction, List<ApiError> errors, CancellationToken cancellationToken)
    {
        if (body.TryGetPropertyValue(FlightId, out var named) && named?.ToString() != request.FlightId && named?.ToString() != request.Address)
            errors.Add(FlightMismatch.Of(FlightId, "must be the id in the address, or absent", named));
        if (errors.Count > 0)
            return Invalid(errors);

        correction[FlightId] = request.FlightId;
        correction[EventType] = "FlightCorrected";
        return await PublishAsync(request, correction, current, cancellationToken);
    }

    private async Task<IResult> PublishAsync(ChangeRequest request, JsonObject change, FlightState? current, CancellationToken cancellationToken)
    {
        // A request that is repeated publishes the event that it published first, with the time of then: it changes nothing that came later.
        var (firstOccurredAt, reused) = await RepeatedAsync(request, cancellationToken);
        if (reused is not null)
            return reused;

        var now = time.GetUtcNow();
        var occurredAt = firstOccurredAt ?? TimeAfter(current, now.UtcDateTime);
        if (firstOccurredAt is null && Preconditions.ProblemOf(request.Http, current?.ETag) is { } notMet)
            return notMet;
        if (firstOccurredAt is null && occurredAt > now.UtcDateTime + limits.Value.MaxClockSkew)
            return AheadOfClock(occurredAt, now.UtcDateTime);

        change[OccurredAt] = occurredAt;
        using var reader = new FlightEventReader(EventRequest.Limits with { MaxClockSkew = limits.Value.MaxClockSkew });
        using var batch = new FlightEventBatch();
        var position = new StreamPosition("", null, null, now) { EventIdPrefix = request.EventIdPrefix };
        var count = reader.Read(JsonSerializer.SerializeToUtf8Bytes(change), 0, in position, now, batch);
        if (EventChecks.ProblemOf(batch, count) is { } problem)
            return problem;
        if (firstOccurredAt is null && FlightMismatch.AllOf(batch.BytesOf(batch.Rows[0]), request.FlightId, current?.Json) is { Count: > 0 } mismatches)
            return Invalid(mismatches);
        if (firstOccurredAt is null && await ClaimAsync(request, current, occurredAt, cancellationToken) is { } claimed)
            return claimed;

        var events = FlightEventMessage.AllOf(batch);
        var failed = await publisher.PublishAsync(events, cancellationToken);
        if (failed.Count > 0)
            await ReleaseAsync(StateOf(request, current), request.EventIdPrefix);
        return PublishResult.Of(events, failed);
    }

    /// <summary>The time of the event that this request published before, if it is repeated; or the problem that its id is another request's.</summary>
    private async Task<(DateTime? OccurredAt, Problem? Reused)> RepeatedAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        if (!Repeatability.IsRepeatable(request.Http) || await claims.FindAsync(request.EventIdPrefix, cancellationToken) is not { } claim)
            return (null, null);

        return claim.Owner == Repeatability.ContentOf(request.Http, request.Body)
            ? (DateTime.Parse(claim.Note, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind), null)
            : (null, Repeatability.Reused);
    }

    /// <summary>
    /// Claims the state that is changed, and the id of a repeatable request. Until the change is ingested, the next request sees the same state: one
    /// with a condition on it is not met, and one that merges properties without a column has to wait.
    /// </summary>
    private async Task<IResult?> ClaimAsync(ChangeRequest request, FlightState? current, DateTime occurredAt, CancellationToken cancellationToken)
    {
        var isFirst = await claims.TryClaimAsync(StateOf(request, current), request.EventIdPrefix, ClaimLifetime, cancellationToken);
        if (!isFirst && Preconditions.NamesOneState(request.Http))
            return Preconditions.NotMet(current is null ? "If-None-Match" : "If-Match");
        if (!isFirst && request.MergesOthers)
            return Pending;
        if (!Repeatability.IsRepeatable(request.Http))
            return null;

        // Another instance may have got the same request at the same time: its event is the one.
        var content = Repeatability.ContentOf(request.Http, request.Body);
        var claim = await claims.ClaimAsync(
            request.EventIdPrefix, content, occurredAt.ToString("O", CultureInfo.InvariantCulture), PublishingClaims.MaxLifetime, cancellationToken);
        return claim.Owner == content ? null : Repeatability.Reused;
    }

    /// <summary>Nothing was published, so the state is still there to be changed.</summary>
    private async Task ReleaseAsync(string state, string owner)
    {
        if ((await claims.FindAsync(state, CancellationToken.None))?.Owner == owner)
            await claims.ReleaseAsync(state, CancellationToken.None);
    }

    private static string StateOf(ChangeRequest request, FlightState? current) => $"{request.FlightId} {current?.ETag}";

    private static Problem Pending => new(
        ErrorCodes.ServiceUnavailable,
        "A change of this flight was accepted a moment ago and is not visible yet; the properties without a column cannot be merged before. "
        + "Retry after the interval in Retry-After.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

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
            row.GetString(row.GetOrdinal("Version")),
            FlightETag.Of(row),
            row.GetString(row.GetOrdinal("Derived")).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Now, or the instant after the latest event. That one's time is taken from its Version, which has it in full precision.</summary>
    private static DateTime TimeAfter(FlightState? current, DateTime now) =>
        current is not null && LatestTime(current.Version) is var latest && latest >= now ? latest.AddTicks(1) : now;

    /// <summary>
    /// A change from now would be hidden by the latest event, and one after that event is rejected by the rule that keeps events of clocks ahead
    /// from hiding what happens until then.
    /// </summary>
    private Problem AheadOfClock(DateTime occurredAt, DateTime now) => new(
        ErrorCodes.FlightAheadOfClock,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The latest event of the flight states {occurredAt:yyyy-MM-ddTHH:mm:ssZ} as its time, which is {(occurredAt - now).TotalMinutes:N0} minutes ahead of "
            + $"the clock. A change would have to be later still, but events may be {limits.Value.MaxClockSkew.TotalMinutes:0.##} minutes ahead. Nothing was published."))
    {
        RetryAfter = occurredAt - now - limits.Value.MaxClockSkew,
    };

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
    /// <param name="Version">Of the latest event.</param>
    /// <param name="ETag">As GET returns it.</param>
    /// <param name="Derived">The properties of <paramref name="Json"/> whose values no event states.</param>
    private sealed record FlightState(JsonObject Json, string Version, string ETag, IReadOnlyList<string> Derived);

    /// <param name="Http">The request.</param>
    /// <param name="Address">The id of the flight as the address has it.</param>
    /// <param name="FlightId">The id under which it is stored.</param>
    /// <param name="Body">The body, unpacked.</param>
    /// <param name="EventIdPrefix">What the id of the event begins with; the same for a request that is repeated.</param>
    /// <param name="MergesOthers">Whether the change is made of the properties without a column that the flight has.</param>
    private sealed record ChangeRequest(
        HttpRequest Http, string Address, string FlightId, ReadOnlyMemory<byte> Body, string EventIdPrefix, bool MergesOthers);
}
