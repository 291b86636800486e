using Azure;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>Stores dead letters in Table Storage.</summary>
public sealed class DeadLetterStore(TableClient table)
{
    /// <summary>The maximum number of entities in an entity group transaction.</summary>
    private const int MaxActions = 100;

    /// <summary>
    /// The maximum size of the entities in a transaction. A transaction is limited to 4 MiB, including the overhead of Base64, names and
    /// text.
    /// </summary>
    private const int MaxTransactionBytes = 2 * 1024 * 1024;

    // An upper bound for the size of an entity without its body.
    private const int EntityOverheadBytes = 4096;

    /// <summary>Stores all of <paramref name="deadLetters"/>. A dead letter that is already stored is updated, not duplicated.</summary>
    /// <exception cref="RequestFailedException">Writing to the table failed, and some dead letters are not stored.</exception>
    public async Task AddAsync(IEnumerable<DeadLetter> deadLetters, CancellationToken cancellationToken)
    {
        foreach (var partition in deadLetters.GroupBy(deadLetter => DeadLetterKey.From(deadLetter).PartitionKey))
        {
            var actions = new Dictionary<string, TableTransactionAction>();
            var bytes = 0;
            foreach (var entity in partition.SelectMany(DeadLetterEntities.Create))
            {
                var size = SizeOf(entity);
                if (actions.Count == MaxActions || (actions.Count > 0 && bytes + size > MaxTransactionBytes))
                {
                    await SubmitAsync(actions.Values, cancellationToken);
                    actions.Clear();
                    bytes = 0;
                }

                // Merges the entity, because a redelivered event must not erase the state that was recorded in the meantime.
                actions[entity.RowKey] = new TableTransactionAction(TableTransactionActionType.UpsertMerge, entity);
                bytes += size;
            }

            await SubmitAsync(actions.Values, cancellationToken);
        }
    }

    /// <summary>Checks whether the Table service responds to this app.</summary>
    /// <exception cref="RequestFailedException">The service does not respond to this app.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await table.GetEntityIfExistsAsync<TableEntity>("health", "check", cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The first dead letter creates the table.
        }
    }

    private async Task SubmitAsync(ICollection<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await SubmitToTableAsync(actions, cancellationToken);
        }
        catch (RequestFailedException e) when (IsRejected(e))
        {
            // One of the entities is invalid. Throwing would block the partition, because the batch would be redelivered indefinitely.
            foreach (var action in actions)
                await SubmitAsync(action, cancellationToken);
        }
    }

    private async Task SubmitAsync(TableTransactionAction action, CancellationToken cancellationToken)
    {
        try
        {
            await SubmitToTableAsync([action], cancellationToken);
        }
        catch (RequestFailedException e) when (IsRejected(e) && DeadLetterEntities.IsRecord(action.Entity))
        {
            var minimal = DeadLetterEntities.Minimal((TableEntity)action.Entity, e.ErrorCode);
            await SubmitToTableAsync([new TableTransactionAction(action.ActionType, minimal)], cancellationToken);
        }
    }

    /// <summary>Whether the service rejects the content of the request, so that a retry cannot succeed.</summary>
    private static bool IsRejected(RequestFailedException exception) => exception.Status is 400 or 413;

    private async Task SubmitToTableAsync(ICollection<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
            await table.SubmitTransactionAsync(actions, cancellationToken);
        }
    }

    private static int SizeOf(TableEntity entity)
    {
        var size = EntityOverheadBytes;
        foreach (var name in entity.Keys)
        {
            size += entity[name] switch
            {
                byte[] bytes => bytes.Length,
                string text => text.Length * 2,
                _ => 0,
            };
        }

        return size;
    }
}
