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
    internal async Task<bool> TryClaimAsync(string key, string owner, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var (today, yesterday) = (await FindAsync(key, now, cancellationToken), await FindAsync(key, now.AddDays(-1), cancellationToken));
            foreach (var claim in (TableEntity?[])[today, yesterday])
            {
                if (claim?.GetDateTimeOffset(ExpiresAt) > now)
                    return claim.GetString(Owner) == owner;
            }

            // Null: another request changed the claim meanwhile.
            if (await TryWriteAsync(KeyOf(key, now, owner, now + lifetime), today, cancellationToken))
            {
                if (Interlocked.Increment(ref _claims) % ClaimsPerCleanup == 0)
                    await DeleteOldAsync(now, cancellationToken);
                return true;
            }
        }
    }

    /// <summary>Lets others have the key at once.</summary>
    internal async Task ReleaseAsync(string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var day in (DateTimeOffset[])[now, now.AddDays(-1)])
            await table.DeleteEntityAsync(PartitionOf(day), RowOf(key), ETag.All, cancellationToken);
    }

    private async Task<TableEntity?> FindAsync(string key, DateTimeOffset day, CancellationToken cancellationToken)
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

    private static TableEntity KeyOf(string key, DateTimeOffset now, string owner, DateTimeOffset expiresAt) =>
        new(PartitionOf(now), RowOf(key)) { [Owner] = owner, [ExpiresAt] = expiresAt };

    private static string PartitionOf(DateTimeOffset day) => day.UtcDateTime.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    private static string RowOf(string key) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
}
