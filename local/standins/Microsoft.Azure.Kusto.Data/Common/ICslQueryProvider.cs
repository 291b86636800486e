using System.Data;

namespace Kusto.Data.Common;

/// <summary>A client for queries.</summary>
public interface ICslQueryProvider : IDisposable
{
    string DefaultDatabaseName { get; set; }

    /// <summary>
    /// Executes a query and returns a reader before all rows are received. The reader streams the rows, and <c>Read</c> throws an exception
    /// for a later failure.
    /// </summary>
    Task<IDataReader> ExecuteQueryAsync(
        string databaseName, string query, ClientRequestProperties properties, CancellationToken cancellationToken = default);
}
