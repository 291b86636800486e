using Azure.Data.Tables;
using LatamFunctions.DeadLetters;
using LatamFunctions.Tests.DeadLetters;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>Creates dead letters in each state on which a response depends.</summary>
internal static class ContractDeadLetters
{
    /// <summary>
    /// The partition of a dead letter with a valid body, which simulates an event that could not be stored because the database was
    /// unavailable.
    /// </summary>
    public const string PartitionOfKept = "9";

    /// <summary>
    /// Publishes an invalid event, and writes further dead letters directly to the table, in states that a test cannot produce in any other
    /// way.
    /// </summary>
    /// <returns>The ids of the dead letters by their use.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> StoreAsync(StackClient stack)
    {
        await stack.SendAsync("{not json");
        await stack.IngestedAsync();
        var open = (await stack.DeadLettersAsync()).Single();

        var table = new TableClient(stack.Host.StorageConnectionString, "deadletters");
        var discarded = await AddAsync(table, SampleDeadLetters.NewDeadLetter(1, "{}"u8.ToArray(), partitionId: "7"));
        var replayed = await AddAsync(table, SampleDeadLetters.NewDeadLetter(2, "{}"u8.ToArray(), partitionId: "8"));
        await AddAsync(table, SampleDeadLetters.NewDeadLetter(3, partitionId: PartitionOfKept));
        return new Dictionary<string, string>
        {
            ["open"] = new DeadLetterKey(open.PartitionKey, open.RowKey).Id,
            ["discarded"] = discarded,
            ["replayed"] = replayed,
        };
    }

    private static async Task<string> AddAsync(TableClient table, DeadLetter deadLetter)
    {
        foreach (var entity in DeadLetterEntities.Create(deadLetter))
            await table.AddEntityAsync(entity);
        return SampleDeadLetters.IdOf(deadLetter);
    }
}
