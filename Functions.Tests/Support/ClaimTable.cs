using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LatamFunctions.Publishing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace LatamFunctions.Tests.Support;

/// <summary>An in-memory table of publishing claims. Initially, the table does not exist.</summary>
internal sealed class ClaimTable
{
    private readonly Mock<TableClient> _client = new(MockBehavior.Strict);
    private int _version;

    public ClaimTable()
    {
        _client.Setup(table => table.CreateIfNotExistsAsync(It.IsAny<CancellationToken>()))
            .Callback(() => Exists = true)
            .Returns(Task.FromResult<Response<TableItem>>(null!));
        _client.Setup(table => table.GetEntityIfExistsAsync<TableEntity>(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns((string partition, string row, IEnumerable<string> _, CancellationToken _) => Get(partition, row));
        _client.Setup(table => table.AddEntityAsync(It.IsAny<TableEntity>(), It.IsAny<CancellationToken>()))
            .Returns((TableEntity entity, CancellationToken _) => Add(entity));
        _client.Setup(table => table.UpdateEntityAsync(
                It.IsAny<TableEntity>(), It.IsAny<ETag>(), TableUpdateMode.Replace, It.IsAny<CancellationToken>()))
            .Returns((TableEntity entity, ETag ifMatch, TableUpdateMode _, CancellationToken _) => Update(entity, ifMatch));
        _client.Setup(
            table => table.DeleteEntityAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<ETag>(), It.IsAny<CancellationToken>()))
            .Returns((string partition, string row, ETag ifMatch, CancellationToken _) => Delete(partition, row, ifMatch));
        _client.Setup(table => table.QueryAsync<TableEntity>(
                It.IsAny<string>(), It.IsAny<int?>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns((string filter, int? _, IEnumerable<string> _, CancellationToken _) => AsyncPageable<TableEntity>.FromPages(
                [Page<TableEntity>.FromValues(
                    [.. Entities.Values.Where(entity => TableFilter.Matches(filter, entity))], null, Mock.Of<Response>())]));
    }

    public bool Exists { get; private set; }

    public ConcurrentDictionary<(string PartitionKey, string RowKey), TableEntity> Entities { get; } = [];

    /// <summary>An action that runs once, before the next entity is added.</summary>
    public Func<Task>? BeforeAdd { get; set; }

    /// <summary>An action that runs once, before the next entity is deleted.</summary>
    public Func<Task>? BeforeDelete { get; set; }

    /// <summary>The exception that every deletion throws; <c>null</c> for no failure.</summary>
    public Exception? DeletionFailure { get; set; }

    /// <summary>The exception that every read throws; <c>null</c> for no failure.</summary>
    public Exception? Failure { get; set; }

    public PublishingClaims Claims(TimeProvider time) => new(_client.Object, time, NullLogger<PublishingClaims>.Instance);

    private Task<NullableResponse<TableEntity>> Get(string partition, string row)
    {
        if (Failure is not null)
            return Task.FromException<NullableResponse<TableEntity>>(Failure);

        var found = new Mock<NullableResponse<TableEntity>>();
        var exists = Entities.TryGetValue((partition, row), out var entity);
        found.Setup(response => response.HasValue).Returns(exists);
        found.Setup(response => response.Value).Returns(entity);
        return Task.FromResult(found.Object);
    }

    private async Task<Response> Add(TableEntity entity)
    {
        var interfere = BeforeAdd;
        BeforeAdd = null;
        if (interfere is not null)
            await interfere();
        if (!Exists)
            throw new RequestFailedException(404, "no table", "TableNotFound", null);

        entity.ETag = NextETag();
        return Entities.TryAdd((entity.PartitionKey, entity.RowKey), entity)
            ? Mock.Of<Response>()
            : throw new RequestFailedException(409, "exists", "EntityAlreadyExists", null);
    }

    private Task<Response> Update(TableEntity entity, ETag ifMatch)
    {
        if (!Entities.TryGetValue((entity.PartitionKey, entity.RowKey), out var current) || current.ETag != ifMatch)
            return Task.FromException<Response>(new RequestFailedException(412, "changed", "UpdateConditionNotSatisfied", null));

        entity.ETag = NextETag();
        Entities[(entity.PartitionKey, entity.RowKey)] = entity;
        return Task.FromResult(Mock.Of<Response>());
    }

    /// <summary>Deletes an entity. As in Azure.Data.Tables, a missing entity is not an error.</summary>
    private async Task<Response> Delete(string partition, string row, ETag ifMatch)
    {
        var interfere = BeforeDelete;
        BeforeDelete = null;
        if (interfere is not null)
            await interfere();
        if (DeletionFailure is not null)
            throw DeletionFailure;
        if (!Entities.TryGetValue((partition, row), out var current))
            return Mock.Of<Response>();
        if (ifMatch != ETag.All && current.ETag != ifMatch)
            throw new RequestFailedException(412, "changed", "UpdateConditionNotSatisfied", null);

        Entities.TryRemove((partition, row), out _);
        return Mock.Of<Response>();
    }

    private ETag NextETag() => new($"\"{++_version}\"");
}
