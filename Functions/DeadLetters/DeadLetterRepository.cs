using Azure;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>Reads the records that <see cref="DeadLetterStore"/> writes, and updates their state.</summary>
public sealed class DeadLetterRepository(TableClient table)
{
    /// <returns>The record with its body; <c>null</c> if the record does not exist.</returns>
    internal async Task<DeadLetterRecord?> FindAsync(DeadLetterKey key, CancellationToken cancellationToken)
    {
        try
        {
            // Reads all columns, because a response with selected columns can lack the ETag that updates require.
            var found = await table.GetEntityIfExistsAsync<TableEntity>(key.PartitionKey, key.RowKey, cancellationToken: cancellationToken);

            // A part of a body also has a key, but is not a record.
            return found.HasValue && DeadLetterEntities.IsRecord(found.Value!) ? new DeadLetterRecord(found.Value!) : null;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Returns the body of a record that <see cref="FindAsync"/> returned. If the body has parts, the method reads them.</summary>
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

    /// <summary>Writes the state of <paramref name="record"/>.</summary>
    /// <returns><c>false</c> if the record was changed after it was read.</returns>
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
