using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;

namespace LatamFunctions.Publishing;

/// <summary>
/// Claims in Table Storage, which all instances share: the first owner of a key has it until the claim expires. Events show in the database
/// only after their ingestion, so a claim is what tells two requests apart that come one right after the other. A partition holds the claims
/// of one day; those of earlier days than yesterday are deleted as new ones are made.
/// </summary>
/// <param name="table">Made when it is missing.</param>
/// <param name="time">The clock by which claims expire.</param>
public sealed class PublishingClaims(TableClient table, TimeProvider time)
{
    public const string Table = "publishingclaims";

    /// <summary>A claim that lives longer could not be found in the partitions of two days.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);

    private const string Owner = nameof(Owner);
    private const string Note = nameof(Note);
    private const string ExpiresAt = nameof(ExpiresAt);
    private const int ClaimsPerCleanup = 50;

    /// <summary>Twice as many as are made between two cleanups; a transaction takes 100.</summary>
    private const int DeletedPerCleanup = 2 * ClaimsPerCleanup;

    private int _claims;

    /// <summary>Claims <paramref name="key"/> for <paramref name="owner"/>, or finds that this owner has it already.</summary>
    /// <param name="key">Any text.</param>
    /// <param name="owner">Any text.</param>
    /// <param name="lifetime">At most <see cref="MaxLifetime"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False if another owner has it.</returns>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task<bool> TryClaimAsync(string key, string owner, TimeSpan lifetime, CancellationToken cancellationToken) =>
        (await ClaimAsync(key, owner, "", lifetime, cancellationToken)).Owner == owner;

    /// <summary>Claims <paramref name="key"/>, or finds the claim that there is.</summary>
    /// <param name="key">Any text.</param>
    /// <param name="owner">Any text.</param>
    /// <param name="note">What the owner needs to know when it finds its claim again.</param>
    /// <param name="lifetime">At most <see cref="MaxLifetime"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task<PublishingClaim> ClaimAsync(
        string key, string owner, string note, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var today = await FindEntityAsync(key, now, cancellationToken);
            if (await FindAsync(key, today, now, cancellationToken) is { } found)
                return found;

            // False: another request changed the claim meanwhile.
            if (await TryWriteAsync(EntityOf(key, now, owner, note, now + lifetime), today, cancellationToken))
            {
                if (Interlocked.Increment(ref _claims) % ClaimsPerCleanup == 0)
                    await DeleteOldAsync(now, cancellationToken);
                return new PublishingClaim(owner, note);
            }
        }
    }

    /// <summary>The claim of <paramref name="key"/> that has not expired, or null.</summary>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task<PublishingClaim?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await FindAsync(key, await FindEntityAsync(key, now, cancellationToken), now, cancellationToken);
    }

    /// <summary>Lets others have the key at once.</summary>
    internal async Task ReleaseAsync(string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var day in (DateTimeOffset[])[now, now.AddDays(-1)])
            await table.DeleteEntityAsync(PartitionOf(day), RowOf(key), ETag.All, cancellationToken);
    }

    private async Task<PublishingClaim?> FindAsync(string key, TableEntity? today, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (today?.GetDateTimeOffset(ExpiresAt) > now)
            return Of(today);
        return await FindEntityAsync(key, now.AddDays(-1), cancellationToken) is { } yesterday && yesterday.GetDateTimeOffset(ExpiresAt) > now
            ? Of(yesterday)
            : null;

        static PublishingClaim Of(TableEntity claim) => new(claim.GetString(Owner), claim.GetString(Note) ?? "");
    }

    private async Task<TableEntity?> FindEntityAsync(string key, DateTimeOffset day, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(day), RowOf(key), cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private async Task<bool> TryWriteAsync(TableEntity claim, TableEntity? expired, CancellationToken cancellationToken)
    {
        try
        {
            if (expired is null)
                await table.AddEntityAsync(claim, cancellationToken);
            else
                await table.UpdateEntityAsync(claim, expired.ETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e is { Status: 404, ErrorCode: "TableNotFound" })
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
            return false;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private async Task DeleteOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey lt {PartitionOf(now.AddDays(-1))}");
        var old = new List<TableEntity>(DeletedPerCleanup);
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, DeletedPerCleanup, ["PartitionKey", "RowKey"], cancellationToken))
        {
            old.Add(entity);
            if (old.Count == DeletedPerCleanup)
                break;
        }

        foreach (var entity in old)
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ETag.All, cancellationToken);
    }

    private static TableEntity EntityOf(string key, DateTimeOffset now, string owner, string note, DateTimeOffset expiresAt) =>
        new(PartitionOf(now), RowOf(key)) { [Owner] = owner, [Note] = note, [ExpiresAt] = expiresAt };

    private static string PartitionOf(DateTimeOffset day) => day.UtcDateTime.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    private static string RowOf(string key) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
}

/// <param name="Owner">The owner of the claim.</param>
/// <param name="Note">What it noted with its claim.</param>
internal sealed record PublishingClaim(string Owner, string Note);
