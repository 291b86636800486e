using System.Data;

namespace Kusto.Data.Common;

public interface ICslQueryProvider : IDisposable
{
    string DefaultDatabaseName { get; set; }

    /// <summary>
    /// Executes a query and returns before the rows are read: the reader streams them, and its Read throws later failures.
    /// </summary>
    Task<IDataReader> ExecuteQueryAsync(
        string databaseName, string query, ClientRequestProperties properties, CancellationToken cancellationToken = default);
}
