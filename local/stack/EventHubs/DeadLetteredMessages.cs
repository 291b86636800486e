using Azure;
using Azure.Data.Tables;

namespace LocalStack.EventHubs;

/// <summary>The dead-letter table, by place in the stream.</summary>
internal sealed class DeadLetteredMessages(string storageConnectionString)
{
    private readonly TableClient _table = new(storageConnectionString, LocalStackHost.DeadLetterTable);

    /// <summary>The dead letters of a partition's messages after <paramref name="after"/>, up to <paramref name="last"/>.</summary>
    /// <returns>By sequence number, the bytes of the longest body.</returns>
    public async Task<IReadOnlyDictionary<long, int>> BodyLengthsAsync(
        string partitionId, long after, long last, CancellationToken cancellationToken)
    {
        var lengths = new Dictionary<long, int>();
        FormattableString filter = $"PartitionId eq {partitionId} and SequenceNumber gt {after} and SequenceNumber le {last}";
        try
        {
            var letters = _table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter(filter), select: ["SequenceNumber", "BodyLength"], cancellationToken: cancellationToken);
            await foreach (var letter in letters.ConfigureAwait(false))
            {
                var sequenceNumber = letter.GetInt64("SequenceNumber")!.Value;
                lengths[sequenceNumber] = Math.Max(letter.GetInt32("BodyLength") ?? 0, lengths.GetValueOrDefault(sequenceNumber));
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The app creates the table with the first dead letter.
        }

        return lengths;
    }
}
