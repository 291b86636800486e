using LatamFunctions.Flights;
using LatamFunctions.Kusto;

namespace LatamFunctions.Publishing;

/// <summary>
/// The changes of flights that were accepted and are not stored yet, of all instances. A change starts from the state that the database
/// has, so the changes of one flight are made sequentially: none before the event of the previous one is stored.
/// </summary>
/// <remarks>
/// A claim of each flight names its last change. It is made for a minute before the event is published and then extended to a day; so a
/// process that ends in between blocks the flight for a minute, and a backlog of the ingestion does not end the claim.
/// </remarks>
internal sealed class PendingChanges(KustoClient kusto, PublishingClaims claims)
{
    /// <summary>Longer than the publisher's attempts to send an event.</summary>
    private static readonly TimeSpan Unpublished = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Published = PublishingClaims.MaxLifetime;

    /// <summary>The id of the one event of a change.</summary>
    /// <param name="requestId">The id of the request: its client's, or a new one.</param>
    public static string EventIdOf(string requestId) => $"{requestId}-0";

    /// <summary>Finds the last change of a flight.</summary>
    /// <param name="flightId">The id under which the flight is stored.</param>
    /// <param name="requestId">The id of the request to change it.</param>
    /// <param name="cancellationToken">A token to cancel the wait.</param>
    /// <returns>The flight's claim, and whether its event is not stored yet. A change of the same request is not pending.</returns>
    public async Task<(PublishingClaim? Last, bool IsPending)> FindAsync(
        string flightId, string requestId, CancellationToken cancellationToken)
    {
        var last = await claims.FindAsync(KeyOf(flightId), cancellationToken);
        var isOther = last is not null && last.Owner != requestId;
        return (last, isOther && !await IsStoredAsync(flightId, EventIdOf(last!.Owner), cancellationToken));
    }

    /// <summary>Records the change of <paramref name="requestId"/> as the flight's last one, before its event is published.</summary>
    /// <param name="flightId">The id under which the flight is stored.</param>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="last">The claim that <see cref="FindAsync"/> returned.</param>
    /// <param name="cancellationToken">A token to cancel the wait.</param>
    /// <returns>False if another change began first.</returns>
    public Task<bool> TryBeginAsync(string flightId, string requestId, PublishingClaim? last, CancellationToken cancellationToken) =>
        claims.TryReplaceAsync(KeyOf(flightId), last, requestId, default, Unpublished, cancellationToken);

    /// <summary>
    /// Marks the change as published. A repetition may be published after the first claim has expired: it claims the flight again.
    /// </summary>
    public async Task ConfirmAsync(string flightId, string requestId)
    {
        if (await claims.TryClaimAsync(KeyOf(flightId), requestId, Published, CancellationToken.None))
            await claims.ExtendAsync(KeyOf(flightId), requestId, Published, CancellationToken.None);
    }

    /// <summary>The event is not published, and will not be.</summary>
    public Task AbandonAsync(string flightId, string requestId) => claims.ReleaseAsync(KeyOf(flightId), requestId, CancellationToken.None);

    private async Task<bool> IsStoredAsync(string flightId, string eventId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Event(flightId, eventId), cancellationToken);
        return rows.HasRow;
    }

    private static string KeyOf(string flightId) => $"flight {flightId}";
}
