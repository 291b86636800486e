using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>
/// One table, over the Table service's REST protocol and Azure.Core's pipeline (its retries included). Entities are
/// <see cref="TableEntity"/>; other classes, which the official client takes too, are refused.
/// </summary>
public class TableClient
{
    private readonly TableTransport _transport;

    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    public TableClient(string connectionString, string tableName, TableClientOptions options = null)
        : this(TableTransport.Create(StorageConnectionString.Parse(connectionString), options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(TableTransport.Create(endpoint, tokenCredential, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions options = null)
        : this(TableTransport.Create(endpoint, credential, options), tableName)
    {
    }

    protected TableClient()
    {
    }

    internal TableClient(TableTransport transport, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _transport = transport;
        Name = tableName;
    }

    public virtual string Name { get; }

    /// <summary>A filter whose values are quoted and escaped: <c>CreateQueryFilter($"PartitionKey eq {key}")</c>.</summary>
    public static string CreateQueryFilter(FormattableString filter) => ODataFilter.Create(filter);

    /// <remarks>An existing table is no error: the response says 409.</remarks>
    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        var response = await _transport.SendAsync(
            RequestMethod.Post, "Tables", TableJson.WriteTableName(Name), null, cancellationToken).ConfigureAwait(false);
        Checked(response, 201, 204, 409);
        if (response.Status == 409 && TableErrorParser.TryParse(response)?.Code == TableErrorCode.TableBeingDeleted)
            throw TableTransport.Failure(response);
        return Response.FromValue(new TableItem(Name), response);
    }

    /// <exception cref="RequestFailedException">409 EntityAlreadyExists, 404 TableNotFound …</exception>
    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        Checked(await _transport.SendAsync(RequestMethod.Post, Name, TableJson.Write(entity), null, cancellationToken).ConfigureAwait(false), 201, 204);

    public virtual Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => WriteAsync(entity, null, mode, cancellationToken);

    /// <param name="entity">What the table is to hold.</param>
    /// <param name="ifMatch">The ETag that the table's entity must have, or <see cref="ETag.All"/>.</param>
    /// <param name="mode">Whether properties that the entity lacks stay.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ArgumentException"><paramref name="ifMatch"/> is the default.</exception>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied, 404 ResourceNotFound …</exception>
    public virtual Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        ifMatch == default
            ? throw new ArgumentException("An update needs the entity's ETag, or ETag.All.", nameof(ifMatch))
            : WriteAsync(entity, ifMatch, mode, cancellationToken);

    /// <inheritdoc cref="DeleteEntityAsync(string, string, ETag, CancellationToken)"/>
    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);

    /// <remarks>A missing entity is no error: the response says 404. Without an ETag the delete is unconditional.</remarks>
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

    /// <exception cref="RequestFailedException">404 ResourceNotFound …</exception>
    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = Checked(await ReadAsync(partitionKey, rowKey, select, cancellationToken).ConfigureAwait(false), 200);
        return Response.FromValue(TableJson.ReadEntity<T>(response.Content), response);
    }

    /// <remarks>No value where the entity is missing, or the table.</remarks>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = Checked(await ReadAsync(partitionKey, rowKey, select, cancellationToken).ConfigureAwait(false), 200, 404);
        return response.Status == 404 ? new NoEntity<T>(response) : Response.FromValue(TableJson.ReadEntity<T>(response.Content), response);
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

    private async Task<Response> WriteAsync(ITableEntity entity, ETag? ifMatch, TableUpdateMode mode, CancellationToken cancellationToken) =>
        Checked(
            await _transport.SendAsync(
                mode == TableUpdateMode.Merge ? RequestMethod.Patch : RequestMethod.Put,
                TablePath.Entity(Name, entity.PartitionKey, entity.RowKey),
                TableJson.Write(entity),
                ifMatch,
                cancellationToken).ConfigureAwait(false),
            204);

    private Task<Response> ReadAsync(string partitionKey, string rowKey, IEnumerable<string> select, CancellationToken cancellationToken)
    {
        var path = TablePath.Entity(Name, partitionKey, rowKey) + (select is null ? "" : "?$select=" + Uri.EscapeDataString(string.Join(',', select)));
        return _transport.SendAsync(RequestMethod.Get, path, null, null, cancellationToken);
    }

    private static Response Checked(Response response, params ReadOnlySpan<int> expected) =>
        expected.Contains(response.Status) ? response : throw TableTransport.Failure(response);

    private sealed class NoEntity<T>(Response response) : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("The entity does not exist.");

        public override Response GetRawResponse() => response;
    }
}
