using Azure;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>Reads the records that <see cref="DeadLetterStore"/> writes, and updates their state.</summary>
public sealed class DeadLetterRecords(TableClient table)
{
    /// <returns>The record with its body, or null if there is none.</returns>
    internal async Task<DeadLetterRecord?> FindAsync(DeadLetterKey key, CancellationToken cancellationToken)
    {
        try
        {
            // All columns: a response with a selection need not have the ETag, which changes require.
            var found = await table.GetEntityIfExistsAsync<TableEntity>(key.PartitionKey, key.RowKey, cancellationToken: cancellationToken);

            // A part of a body also has a key, but is not a record.
            return found.HasValue && DeadLetterEntities.IsRecord(found.Value!) ? new DeadLetterRecord(found.Value!) : null;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The body of a record of <see cref="FindAsync"/>; reads its parts beyond one entity.</summary>
    /// <exception cref="InvalidDataException">A part of the body is missing.</exception>
    internal async Task<byte[]> ReadBodyAsync(DeadLetterRecord record, CancellationToken cancellationToken)
    {
        var key = record.Key;
        var parts = new List<TableEntity>();
        for (var part = 0; part < record.Entity.GetInt32("BodyParts"); part++)
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(
                key.PartitionKey, DeadLetterEntities.PartRowKey(key.RowKey, part), cancellationToken: cancellationToken);
            parts.Add(found.HasValue ? found.Value! : throw Incomplete(key));
        }

        return DeadLetterEntities.BodyOf(record.Entity, parts);
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

    private static InvalidDataException Incomplete(DeadLetterKey key) =>
        new($"The dead letter {key.PartitionKey} {key.RowKey} is incomplete in the table: a part of its body is missing.");
}
