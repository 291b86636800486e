using Azure;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>Reads the records that <see cref="DeadLetterStore"/> writes, and updates their state.</summary>
public sealed class DeadLetterRecords(TableClient table)
{
    /// <returns>The record, or null when there is none.</returns>
    internal async Task<DeadLetterRecord?> FindAsync(DeadLetterKey key, CancellationToken cancellationToken) =>
        await FindEntityAsync(key, cancellationToken) is { } entity ? DeadLetterRecord.Of(entity) : null;

    /// <exception cref="InvalidDataException">A part of the body is missing.</exception>
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
            // All columns: a response with a selection need not have the ETag, which changes require.
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
        new($"The dead letter {key.PartitionKey} {key.RowKey} is not complete in the table: a part of its body is missing.");
}
