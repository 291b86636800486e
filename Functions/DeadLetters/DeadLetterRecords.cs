using Azure;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>Finds the records that <see cref="DeadLetterStore"/> keeps, and notes on them what became of them.</summary>
public sealed class DeadLetterRecords(TableClient table)
{
    /// <summary>
    /// Records that one page looks at. Reasons and states are no keys, so a rare one could otherwise mean reading the whole table for one answer.
    /// </summary>
    public const int MaxScanned = 5000;

    /// <summary>The most that the service gives in one answer.</summary>
    private const int MaxPerRequest = 1000;

    /// <summary>The records that <paramref name="search"/> asks for. A page may have fewer than the limit, even none, and still not be the last.</summary>
    internal async Task<DeadLetterPage> ListAsync(DeadLetterSearch search, CancellationToken cancellationToken)
    {
        var records = new List<DeadLetterRecord>();
        var scanned = 0;
        try
        {
            await foreach (var entity in table.QueryAsync<TableEntity>(search.Filter(), MaxPerRequest, DeadLetterRecord.Columns, cancellationToken))
            {
                var record = DeadLetterRecord.Of(entity);
                if (search.Matches(record))
                    records.Add(record);
                if (records.Count == search.Limit || ++scanned == MaxScanned)
                    return new DeadLetterPage(records, record.Key.Id);
            }
        }
        catch (RequestFailedException e) when (IsMissing(e))
        {
            // No table yet: no event was ever rejected.
        }

        return new DeadLetterPage(records, null);
    }

    /// <returns>The record, or null when there is none.</returns>
    internal async Task<DeadLetterRecord?> FindAsync(DeadLetterKey key, CancellationToken cancellationToken) =>
        await FindEntityAsync(key, cancellationToken) is { } entity ? DeadLetterRecord.Of(entity) : null;

    /// <exception cref="InvalidDataException">A part of the body is gone.</exception>
    internal async Task<byte[]> ReadBodyAsync(DeadLetterKey key, CancellationToken cancellationToken)
    {
        var record = await FindEntityAsync(key, cancellationToken) ?? throw Incomplete(key);
        var parts = new List<TableEntity>();
        for (var part = 0; part < record.GetInt32("BodyParts"); part++)
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(
                key.PartitionKey, DeadLetterEntities.PartRowKey(key.RowKey, part), cancellationToken: cancellationToken);
            parts.Add(found.HasValue ? found.Value! : throw Incomplete(key));
        }

        return DeadLetterEntities.BodyOf(record, parts);
    }

    /// <summary>Writes what became of <paramref name="record"/>.</summary>
    /// <returns>False when someone else has changed it since it was read.</returns>
    internal async Task<bool> TryUpdateAsync(DeadLetterRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(record.ToUpdate(), record.ETag, TableUpdateMode.Merge, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }

    private async Task<TableEntity?> FindEntityAsync(DeadLetterKey key, CancellationToken cancellationToken)
    {
        try
        {
            // All columns: an answer to a selection of them need not carry the ETag, and changes are made against it.
            var found = await table.GetEntityIfExistsAsync<TableEntity>(key.PartitionKey, key.RowKey, cancellationToken: cancellationToken);

            // A part of a body has a key too, but is no record.
            return found.HasValue && found.Value!.GetString(nameof(DeadLetterRecord.Reasons)) is not null ? found.Value : null;
        }
        catch (RequestFailedException e) when (IsMissing(e))
        {
            return null;
        }
    }

    private static bool IsMissing(RequestFailedException exception) => exception.Status == 404;

    private static InvalidDataException Incomplete(DeadLetterKey key) =>
        new($"The dead letter {key.PartitionKey} {key.RowKey} is not complete in the table: a part of its body is gone.");
}
