using System.Data;

namespace Kusto.Data.Common;

public interface ICslQueryProvider : IDisposable
{
    string DefaultDatabaseName { get; set; }

    /// <summary>Returns before the rows are read: they stream through the reader, and a failure on the way is thrown by its Read.</summary>
    Task<IDataReader> ExecuteQueryAsync(
        string databaseName, string query, ClientRequestProperties properties, CancellationToken cancellationToken = default);
}
