using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>One table, over the Table service's REST protocol and Azure.Core's pipeline (its retries included).</summary>
public class TableClient
{
    private readonly TableTransport _transport;

    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    public TableClient(string connectionString, string tableName, TableClientOptions options = null)
        : this(StorageConnectionString.Parse(connectionString), tableName, options)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(new TableTransport(endpoint, tokenCredential, options ?? new TableClientOptions()), tableName)
    {
    }

    protected TableClient()
    {
    }

    private TableClient(StorageConnectionString account, string tableName, TableClientOptions options)
        : this(new TableTransport(account, options ?? new TableClientOptions()), tableName)
    {
    }

    private TableClient(TableTransport transport, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _transport = transport;
        Name = tableName;
    }

    public virtual string Name { get; }

    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        var response = await _transport.SendAsync(
            RequestMethod.Post, "Tables", TableJson.WriteTableName(Name), null, cancellationToken).ConfigureAwait(false);
        if (response.Status is not (201 or 204 or 409) || (response.Status == 409 && TableJson.ErrorCode(response) != "TableAlreadyExists"))
            throw TableJson.Failure(response);
        return Response.FromValue(new TableItem(Name), response);
    }

    /// <exception cref="RequestFailedException">409 EntityAlreadyExists, 404 TableNotFound …</exception>
    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        Checked(await _transport.SendAsync(RequestMethod.Post, Name, TableJson.Write(entity), null, cancellationToken).ConfigureAwait(false), 201, 204);

    public virtual async Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        Checked(
            await _transport.SendAsync(
                mode == TableUpdateMode.Merge ? RequestMethod.Patch : RequestMethod.Put,
                TablePath.Entity(Name, entity.PartitionKey, entity.RowKey),
                TableJson.Write(entity),
                null,
                cancellationToken).ConfigureAwait(false),
            204);

    /// <exception cref="ArgumentException"><paramref name="ifMatch"/> is not given: <see cref="ETag.All"/> updates whatever is there.</exception>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied, 404 ResourceNotFound …</exception>
    public virtual async Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        if (ifMatch == default)
            throw new ArgumentException("An ETag is needed; ETag.All updates unconditionally.", nameof(ifMatch));
        return Checked(
            await _transport.SendAsync(
                mode == TableUpdateMode.Merge ? RequestMethod.Patch : RequestMethod.Put,
                TablePath.Entity(Name, entity.PartitionKey, entity.RowKey),
                TableJson.Write(entity),
                ifMatch,
                cancellationToken).ConfigureAwait(false),
            204);
    }

    /// <remarks>A missing entity is no error: the response says 404.</remarks>
    public virtual async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        Checked(
            await _transport.SendAsync(
                RequestMethod.Delete,
                TablePath.Entity(Name, partitionKey, rowKey),
                null,
                ifMatch == default ? ETag.All : ifMatch,
                cancellationToken).ConfigureAwait(false),
            204,
            404);

    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var path = TablePath.Entity(Name, partitionKey, rowKey) + (select is null ? "" : "?$select=" + Uri.EscapeDataString(string.Join(',', select)));
        var response = await _transport.SendAsync(RequestMethod.Get, path, null, null, cancellationToken).ConfigureAwait(false);
        if (response.Status == 404 && TableJson.ErrorCode(response) is "ResourceNotFound" or "EntityNotFound")
            return new NoEntity<T>(response);
        Checked(response, 200);
        return Response.FromValue(TableJson.ReadEntity<T>(response.Content), response);
    }

    public virtual AsyncPageable<T> QueryAsync<T>(
        string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => new EntityPages<T>(_transport, Name, filter, maxPerPage, select, cancellationToken);

    /// <summary>An entity group transaction: all or none of at most 100 actions of one partition.</summary>
    /// <exception cref="TableTransactionFailedException">The service refused it.</exception>
    /// <exception cref="InvalidOperationException">There are no actions.</exception>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        var actions = transactionActions.ToList();
        if (actions.Count == 0)
            throw new InvalidOperationException("A transaction needs at least one action.");
        return await TableTransaction.SubmitAsync(_transport, Name, actions, cancellationToken).ConfigureAwait(false);
    }

    private static Response Checked(Response response, params ReadOnlySpan<int> expected) =>
        expected.Contains(response.Status) ? response : throw TableJson.Failure(response);

    private sealed class NoEntity<T>(Response response) : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("The entity does not exist.");

        public override Response GetRawResponse() => response;
    }
}
