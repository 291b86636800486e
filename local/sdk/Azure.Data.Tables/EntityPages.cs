using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>A query's pages, each asked for when it is wanted. A page may be empty and still not the last.</summary>
internal sealed class EntityPages<T>(
    TableTransport transport, string table, string filter, int? maxPerPage, IEnumerable<string> select, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : class, ITableEntity
{
    private const string NextPartitionKey = "x-ms-continuation-NextPartitionKey";
    private const string NextRowKey = "x-ms-continuation-NextRowKey";

    public override async IAsyncEnumerable<Page<T>> AsPages(string continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var response = await transport.SendAsync(
                RequestMethod.Get, Path(continuationToken, pageSizeHint ?? maxPerPage), null, null, CancellationToken).ConfigureAwait(false);
            if (response.Status != 200)
                throw TableTransport.Failure(response);
            continuationToken = response.Headers.TryGetValue(NextPartitionKey, out var partition)
                ? $"{partition} {(response.Headers.TryGetValue(NextRowKey, out var row) ? row : "")}"
                : null;
            yield return Page<T>.FromValues(TableJson.ReadEntities<T>(response.Content), continuationToken, response);
        }
        while (continuationToken is not null);
    }

    private string Path(string continuationToken, int? top)
    {
        var query = new List<string>();
        if (filter is not null)
            query.Add("$filter=" + Uri.EscapeDataString(filter));
        if (select is not null)
            query.Add("$select=" + Uri.EscapeDataString(string.Join(',', select)));
        if (top is { } count)
            query.Add("$top=" + count);
        if (continuationToken?.Split(' ', 2) is [var partition, var row])
        {
            query.Add("NextPartitionKey=" + Uri.EscapeDataString(partition));
            if (row.Length > 0)
                query.Add("NextRowKey=" + Uri.EscapeDataString(row));
        }

        return $"{table}()" + (query.Count == 0 ? "" : "?" + string.Join('&', query));
    }
}
