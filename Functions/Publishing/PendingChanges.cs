using LatamFunctions.Flights;
using LatamFunctions.Kusto;

namespace LatamFunctions.Publishing;

/// <summary>
/// Tracks accepted changes to flights, across all instances, until they are stored. A change is based on the state in the database, so
/// changes to a flight are sequential: a change begins only after the event of the previous change is stored.
/// </summary>
/// <remarks>
/// Each flight has a claim that identifies its latest change. The claim has a lifetime of one minute before the event is published, and is
/// then extended to one day. Therefore, a process that ends before publishing blocks the flight for only a minute, and a claim outlasts an
/// ingestion backlog.
/// </remarks>
internal sealed class PendingChanges(KustoClient kusto, PublishingClaims claims)
{
    /// <summary>
    /// The lifetime of a claim before publishing, which exceeds the duration of the publisher's attempts to send an event.
    /// </summary>
    private static readonly TimeSpan Unpublished = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Published = PublishingClaims.MaxLifetime;

    /// <summary>Returns the id of a change's event.</summary>
    /// <param name="requestId">The id of the request: the client's id or a new id.</param>
    public static string EventIdOf(string requestId) => $"{requestId}-0";

    /// <summary>Finds the latest change to a flight.</summary>
    /// <param name="flightId">The id under which the flight is stored.</param>
    /// <param name="requestId">The id of the request that changes the flight.</param>
    /// <returns>
    /// The claim of the latest change, and whether its event is not yet stored. A change by the same request is not pending.
    /// </returns>
    public async Task<(PublishingClaim? Last, bool IsPending)> FindAsync(
        string flightId, string requestId, CancellationToken cancellationToken)
    {
        var last = await claims.FindAsync(KeyOf(flightId), cancellationToken);
        var isOther = last is not null && last.Owner != requestId;
        return (last, isOther && !await IsStoredAsync(flightId, EventIdOf(last!.Owner), cancellationToken));
    }

    /// <summary>
    /// Records the change by <paramref name="requestId"/> as the latest change to the flight, before its event is published.
    /// </summary>
    /// <param name="flightId">The id under which the flight is stored.</param>
    /// <param name="last">The claim that <see cref="FindAsync"/> returned.</param>
    /// <returns><c>false</c> if another change began first.</returns>
    public Task<bool> TryBeginAsync(string flightId, string requestId, PublishingClaim? last, CancellationToken cancellationToken) =>
        claims.TryReplaceAsync(KeyOf(flightId), last, requestId, default, Unpublished, cancellationToken);

    /// <summary>
    /// Marks the change as published. If the claim has expired before a repeated request publishes the event, the method claims the flight
    /// again.
    /// </summary>
    public async Task ConfirmAsync(string flightId, string requestId)
    {
        if (await claims.TryClaimAsync(KeyOf(flightId), requestId, Published, CancellationToken.None))
            await claims.ExtendAsync(KeyOf(flightId), requestId, Published, CancellationToken.None);
    }

    /// <summary>Releases the claim of a change whose event was not published and will not be published.</summary>
    public Task AbandonAsync(string flightId, string requestId) => claims.ReleaseAsync(KeyOf(flightId), requestId, CancellationToken.None);

    private async Task<bool> IsStoredAsync(string flightId, string eventId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Event(flightId, eventId), cancellationToken);
        return rows.HasRow;
    }

    private static string KeyOf(string flightId) => $"flight {flightId}";
}
