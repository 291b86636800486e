using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Publishing;

/// <summary>
/// Claims in Table Storage, which all instances share. The first owner of a key holds the claim until the claim expires. Claims are
/// necessary because events are in the database only after ingestion, so the database cannot show that another request has just been made.
/// Each partition contains the claims of one day. Creating claims also deletes claims that are older than the previous day.
/// </summary>
/// <param name="table">The table, which is created if it does not exist.</param>
/// <param name="time">The clock that determines the expiry of claims.</param>
/// <param name="logger">The logger for cleanup failures.</param>
public sealed class PublishingClaims(TableClient table, TimeProvider time, ILogger<PublishingClaims> logger)
{
    public const string Table = "publishingclaims";

    /// <summary>The maximum lifetime of a claim. Claims are searched only in the partitions of the current and the previous day.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);

    private const string Owner = nameof(Owner);
    private const string ExpiresAt = nameof(ExpiresAt);
    private const string Content = nameof(Content);
    private const int ClaimsPerCleanup = 50;

    /// <summary>The maximum size of an entity property, in bytes. An entity is limited to 1 MiB.</summary>
    private const int MaxPropertyBytes = 64 * 1024;

    /// <summary>The maximum number of claims deleted per cleanup: twice the number of claims created between two cleanups.</summary>
    private const int DeletedPerCleanup = 2 * ClaimsPerCleanup;

    private int _claims;

    /// <summary>Claims <paramref name="key"/> for <paramref name="owner"/>, or confirms that this owner already holds the key.</summary>
    /// <param name="key">The key to claim.</param>
    /// <param name="owner">The owner of the claim.</param>
    /// <param name="lifetime">The lifetime, at most <see cref="MaxLifetime"/>.</param>
    /// <returns><c>false</c> if another owner holds the key.</returns>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task<bool> TryClaimAsync(string key, string owner, TimeSpan lifetime, CancellationToken cancellationToken) =>
        (await ClaimAsync(key, owner, default, lifetime, cancellationToken)).Owner == owner;

    /// <summary>Claims <paramref name="key"/>, or returns the existing claim.</summary>
    /// <param name="key">The key to claim.</param>
    /// <param name="owner">The owner of the claim.</param>
    /// <param name="content">The content to store with the claim, at most 1,000,000 bytes.</param>
    /// <param name="lifetime">The lifetime, at most <see cref="MaxLifetime"/>.</param>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task<PublishingClaim> ClaimAsync(
        string key, string owner, ReadOnlyMemory<byte> content, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindAsync(key, cancellationToken) is { } found)
                return found;
            if (await TryReplaceAsync(key, null, owner, content, lifetime, cancellationToken))
                return new PublishingClaim(owner, content);
        }
    }

    /// <summary>Returns the unexpired claim of <paramref name="key"/>; <c>null</c> if there is no such claim.</summary>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task<PublishingClaim?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var day in (DateTimeOffset[])[now, now.AddDays(-1)])
        {
            if (await FindAsync(key, day, cancellationToken) is { } entity && entity.GetDateTimeOffset(ExpiresAt) > now)
                return new PublishingClaim(entity.GetString(Owner), ContentOf(entity)) { Entity = entity };
        }

        return null;
    }

    /// <summary>Claims <paramref name="key"/> if its claim is still <paramref name="found"/>, regardless of the owner.</summary>
    /// <param name="key">The key to claim.</param>
    /// <param name="found">The result of <see cref="FindAsync(string, CancellationToken)"/>.</param>
    /// <param name="owner">The owner of the claim.</param>
    /// <param name="content">The content to store with the claim, at most 1,000,000 bytes.</param>
    /// <param name="lifetime">The lifetime, at most <see cref="MaxLifetime"/>.</param>
    /// <returns><c>false</c> if another request has changed the claim in the meantime.</returns>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task<bool> TryReplaceAsync(
        string key,
        PublishingClaim? found,
        string owner,
        ReadOnlyMemory<byte> content,
        TimeSpan lifetime,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var claim = new TableEntity(PartitionOf(now), RowOf(key)) { [Owner] = owner, [ExpiresAt] = now + lifetime };
        for (var start = 0; start < content.Length; start += MaxPropertyBytes)
            claim[$"{Content}{start / MaxPropertyBytes}"] = content[start..Math.Min(start + MaxPropertyBytes, content.Length)].ToArray();

        // The claim in the current day's partition might have expired, or another request might have created it in the meantime.
        var isInCurrentPartition = found?.Entity?.PartitionKey == claim.PartitionKey;
        var current = isInCurrentPartition ? found!.Entity : await FindAsync(key, now, cancellationToken);
        if (!isInCurrentPartition && current?.GetDateTimeOffset(ExpiresAt) > now)
            return false;
        if (!await TryWriteAsync(claim, current, cancellationToken))
            return false;

        if (Interlocked.Increment(ref _claims) % ClaimsPerCleanup == 0)
            await TryDeleteOldAsync(now, cancellationToken);
        return true;
    }

    /// <summary>Extends the lifetime of a claim if <paramref name="owner"/> still holds the claim.</summary>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task ExtendAsync(string key, string owner, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is { } found && found.Owner == owner)
            await TryReplaceAsync(key, found, owner, found.Content, lifetime, cancellationToken);
    }

    /// <summary>Releases the key immediately if <paramref name="owner"/> still holds the key.</summary>
    /// <exception cref="RequestFailedException">Table Storage does not respond.</exception>
    internal async Task ReleaseAsync(string key, string owner, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is not { Entity: { } entity } found || found.Owner != owner)
            return;

        try
        {
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, entity.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Another owner now holds the key.
        }
    }

    private async Task<TableEntity?> FindAsync(string key, DateTimeOffset day, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(day), RowOf(key), cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private async Task<bool> TryWriteAsync(TableEntity claim, TableEntity? current, CancellationToken cancellationToken)
    {
        try
        {
            if (current is null)
                await table.AddEntityAsync(claim, cancellationToken);
            else
                await table.UpdateEntityAsync(claim, current.ETag, TableUpdateMode.Replace, cancellationToken);
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

    /// <summary>
    /// Deletes old claims. A failure must not fail the request, because the new claim has already been created. The next cleanup deletes
    /// the remaining claims.
    /// </summary>
    private async Task TryDeleteOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await DeleteOldAsync(now, cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            logger.OldClaimsNotDeleted(e);
        }
    }

    private async Task DeleteOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey lt {PartitionOf(now.AddDays(-1))}");
        var old = new List<TableEntity>(DeletedPerCleanup);
        await foreach (
            var entity in table.QueryAsync<TableEntity>(filter, DeletedPerCleanup, ["PartitionKey", "RowKey"], cancellationToken))
        {
            old.Add(entity);
            if (old.Count == DeletedPerCleanup)
                break;
        }

        foreach (var entity in old)
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ETag.All, cancellationToken);
    }

    private static byte[] ContentOf(TableEntity claim)
    {
        var content = new MemoryStream();
        for (var i = 0; claim.TryGetValue($"{Content}{i}", out var part); i++)
            content.Write((byte[])part);
        return content.ToArray();
    }

    private static string PartitionOf(DateTimeOffset day) => day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string RowOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
