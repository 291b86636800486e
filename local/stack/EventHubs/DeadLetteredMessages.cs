using Azure;
using Azure.Data.Tables;
using LocalStack.Configuration;

namespace LocalStack.EventHubs;

/// <summary>Finds messages in the dead-letter table by their positions in the stream.</summary>
internal sealed class DeadLetteredMessages(string storageConnectionString)
{
    private static readonly string[] Columns = ["SequenceNumber", "EventIndex", "IsWholeMessage", "MessageEvents"];

    private readonly TableClient _table = new(storageConnectionString, ResourceNames.DeadLetterTable);

    /// <summary>
    /// Returns the sequence numbers, greater than <paramref name="after"/> and at most <paramref name="last"/>, of messages whose events
    /// are all dead letters.
    /// </summary>
    public async Task<IReadOnlySet<long>> FindAsync(string partitionId, long after, long last, CancellationToken cancellationToken)
    {
        FormattableString filter = $"PartitionId eq {partitionId} and SequenceNumber gt {after} and SequenceNumber le {last}";
        var deadLetters = _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter(filter), select: Columns, cancellationToken: cancellationToken);
        try
        {
            return Complete(await deadLetters.ToListAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The app creates the table with the first dead letter.
            return new HashSet<long>();
        }
    }

    /// <summary>
    /// Returns the sequence numbers of messages that are a single dead letter or have as many dead letters as events. The lengths of bodies
    /// are not compared, because a dead letter for one event can be longer than its compressed message.
    /// </summary>
    internal static IReadOnlySet<long> Complete(IEnumerable<TableEntity> deadLetters) => deadLetters
        .GroupBy(deadLetter => deadLetter.GetInt64("SequenceNumber")!.Value)
        .Where(message => message.Any(deadLetter => deadLetter.GetBoolean("IsWholeMessage") == true)
            || message.Select(deadLetter => deadLetter.GetInt32("EventIndex")).Distinct().Count() >= message.Max(EventsOfMessage))
        .Select(message => message.Key)
        .ToHashSet();

    /// <summary>
    /// Returns the number of events in the dead letter's message. If no count was recorded, the number is unknown and treated as unlimited.
    /// </summary>
    private static int EventsOfMessage(TableEntity deadLetter) => deadLetter.GetInt32("MessageEvents") ?? int.MaxValue;
}
