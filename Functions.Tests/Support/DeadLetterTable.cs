using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LatamFunctions.DeadLetters;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace LatamFunctions.Tests.Support;

/// <summary>An in-memory dead-letter table with the limits of the Table service.</summary>
internal sealed class DeadLetterTable
{
    private int _version;

    public DeadLetterTable()
    {
        Client.Setup(table => table.SubmitTransactionAsync(It.IsAny<IEnumerable<TableTransactionAction>>(), It.IsAny<CancellationToken>()))
            .Returns((IEnumerable<TableTransactionAction> actions, CancellationToken _) => Submit([.. actions]));
        Client.Setup(table => table.CreateIfNotExistsAsync(It.IsAny<CancellationToken>()))
            .Callback(() => Exists = true)
            .Returns(Task.FromResult<Response<TableItem>>(null!));
        Client.Setup(table => table.GetEntityIfExistsAsync<TableEntity>(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns((string partitionKey, string rowKey, IEnumerable<string> _, CancellationToken _) => GetAsync(partitionKey, rowKey));
        Client.Setup(table => table.QueryAsync<TableEntity>(
                It.IsAny<string>(), It.IsAny<int?>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns((string filter, int? _, IEnumerable<string> select, CancellationToken _) => Query(filter, [.. select]));
        Client.Setup(table => table.UpdateEntityAsync(
                It.IsAny<TableEntity>(), It.IsAny<ETag>(), TableUpdateMode.Merge, It.IsAny<CancellationToken>()))
            .Returns((TableEntity entity, ETag ifMatch, TableUpdateMode _, CancellationToken _) => UpdateAsync(entity, ifMatch));
    }

    public Mock<TableClient> Client { get; } = new(MockBehavior.Strict);

    public DeadLetterStore Store => new(Client.Object);

    public DeadLetterRepository Catalog => new(Client.Object);

    public ReplayCompletion Completion(QueryEndpoint adx) => new(Catalog, adx.Stored, NullLogger<ReplayCompletion>.Instance);

    public DeadLetterList List(QueryEndpoint adx) => new(Client.Object, Completion(adx));

    public bool Exists { get; set; } = true;

    /// <summary>An action that runs once, before the next update, to simulate a concurrent change.</summary>
    public Action? BeforeUpdate { get; set; }

    /// <summary>The exception that every transaction throws; <c>null</c> for no failure.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Returns the exception for an entity that the table rejects; <c>null</c> if the table accepts the entity.</summary>
    public Func<TableEntity, RequestFailedException?> Rejection { get; set; } = _ => null;

    public List<int> TransactionSizes { get; } = [];

    public SortedDictionary<(string PartitionKey, string RowKey), TableEntity> Entities { get; } = [];

    /// <summary>The records in key order, without the parts of long bodies.</summary>
    public IReadOnlyList<TableEntity> Records => [.. Entities.Values.Where(entity => entity.ContainsKey("Reasons"))];

    private Task<Response<IReadOnlyList<Response>>> Submit(TableTransactionAction[] actions)
    {
        if (Failure is not null)
            return Task.FromException<Response<IReadOnlyList<Response>>>(Failure);
        if (!Exists)
            return Task.FromException<Response<IReadOnlyList<Response>>>(
                new RequestFailedException(404, "no table", "TableNotFound", null));

        if (actions.Select(action => Rejection((TableEntity)action.Entity))
            .FirstOrDefault(rejection => rejection is not null) is { } rejected)
            return Task.FromException<Response<IReadOnlyList<Response>>>(rejected);

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
            Assert.That(BytesOf(entity) * 4 / 3, Is.LessThan(1024 * 1024), "the size of an entity in Azurite");
            Assert.That(action.ActionType, Is.EqualTo(TableTransactionActionType.UpsertMerge));
            Entities[(entity.PartitionKey, entity.RowKey)] = entity;
        }

        return Task.FromResult<Response<IReadOnlyList<Response>>>(null!);
    }

    private Task<NullableResponse<TableEntity>> GetAsync(string partitionKey, string rowKey)
    {
        if (!Exists)
            return Task.FromException<NullableResponse<TableEntity>>(new RequestFailedException(404, "no table", "TableNotFound", null));

        return Task.FromResult<NullableResponse<TableEntity>>(Entities.TryGetValue((partitionKey, rowKey), out var entity)
            ? Response.FromValue(new TableEntity(entity) { ETag = ETagOf(entity) }, Mock.Of<Response>())
            : new NoEntity());
    }

    private AsyncPageable<TableEntity> Query(string filter, string[] select)
    {
        if (!Exists)
            throw new RequestFailedException(404, "no table", "TableNotFound", null);

        var found = Entities.OrderBy(pair => pair.Key.PartitionKey, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.RowKey, StringComparer.Ordinal)
            .Select(pair => pair.Value)
            .Where(entity => TableFilter.Matches(filter, entity))
            .Select(entity => new TableEntity(
                ((IEnumerable<KeyValuePair<string, object>>)entity).Where(column => select.Contains(column.Key)).ToDictionary()))
            .ToList();
        return AsyncPageable<TableEntity>.FromPages([Page<TableEntity>.FromValues(found, null, Mock.Of<Response>())]);
    }

    private Task<Response> UpdateAsync(TableEntity update, ETag ifMatch)
    {
        var interfere = BeforeUpdate;
        BeforeUpdate = null;
        interfere?.Invoke();
        var entity = Entities[(update.PartitionKey, update.RowKey)];
        if (ifMatch != ETag.All && ifMatch != ETagOf(entity))
            return Task.FromException<Response>(new RequestFailedException(412, "changed", "UpdateConditionNotSatisfied", null));

        Touch(entity);
        foreach (var (name, value) in (IEnumerable<KeyValuePair<string, object>>)update)
            entity[name] = value;
        return Task.FromResult(Mock.Of<Response>());
    }

    private static ETag ETagOf(TableEntity entity) => entity.ETag == default ? new ETag("\"0\"") : entity.ETag;

    private void Touch(TableEntity entity) => entity.ETag = new ETag($"\"{++_version}\"");

    private sealed class NoEntity : NullableResponse<TableEntity>
    {
        public override bool HasValue => false;

        public override TableEntity? Value => null;

        public override Response GetRawResponse() => Mock.Of<Response>();
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
