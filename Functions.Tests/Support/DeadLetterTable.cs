using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LatamFunctions.DeadLetters;
using Moq;

namespace LatamFunctions.Tests.Support;

/// <summary>The dead-letter table, in memory, with the Table service's limits.</summary>
internal sealed class DeadLetterTable
{
    public DeadLetterTable()
    {
        Client.Setup(table => table.SubmitTransactionAsync(It.IsAny<IEnumerable<TableTransactionAction>>(), It.IsAny<CancellationToken>()))
            .Returns((IEnumerable<TableTransactionAction> actions, CancellationToken _) => Submit([.. actions]));
        Client.Setup(table => table.CreateIfNotExistsAsync(It.IsAny<CancellationToken>()))
            .Callback(() => Exists = true)
            .Returns(Task.FromResult<Response<TableItem>>(null!));
    }

    public Mock<TableClient> Client { get; } = new(MockBehavior.Strict);

    public DeadLetterStore Store => new(Client.Object);

    public bool Exists { get; set; } = true;

    /// <summary>Thrown by every transaction while it is set.</summary>
    public Exception? Failure { get; set; }

    public List<int> TransactionSizes { get; } = [];

    public SortedDictionary<(string PartitionKey, string RowKey), TableEntity> Entities { get; } = [];

    /// <summary>The records in the order of their keys, without the parts of long bodies.</summary>
    public IReadOnlyList<TableEntity> Records => [.. Entities.Values.Where(entity => entity.ContainsKey("Reasons"))];

    private Task<Response<IReadOnlyList<Response>>> Submit(TableTransactionAction[] actions)
    {
        if (Failure is not null)
            return Task.FromException<Response<IReadOnlyList<Response>>>(Failure);
        if (!Exists)
            return Task.FromException<Response<IReadOnlyList<Response>>>(new RequestFailedException(404, "no table", "TableNotFound", null));

        Assert.Multiple(() =>
        {
            Assert.That(actions, Has.Length.InRange(1, 100));
            Assert.That(actions.Select(action => action.Entity.PartitionKey).Distinct().Count(), Is.EqualTo(1));
            Assert.That(actions.Select(action => action.Entity.RowKey), Is.Unique);
            Assert.That(actions.Sum(action => BytesOf((TableEntity)action.Entity)) * 4 / 3, Is.LessThan(4 * 1024 * 1024), "a transaction");
        });
        TransactionSizes.Add(actions.Length);
        foreach (var action in actions)
        {
            var entity = (TableEntity)action.Entity;
            Assert.That(BytesOf(entity), Is.LessThan(1024 * 1024), "an entity");
            Assert.That(action.ActionType, Is.EqualTo(TableTransactionActionType.UpsertMerge));
            Entities[(entity.PartitionKey, entity.RowKey)] = entity;
        }

        return Task.FromResult<Response<IReadOnlyList<Response>>>(null!);
    }

    private static int BytesOf(TableEntity entity)
    {
        var size = 0;
        foreach (var (name, value) in (IEnumerable<KeyValuePair<string, object>>)entity)
        {
            Assert.That(value is not byte[] { Length: > 65536 } and not string { Length: > 32768 }, name);
            size += name.Length * 2 + (value is byte[] bytes ? bytes.Length : value is string text ? text.Length * 2 : 8);
        }

        return size;
    }
}
