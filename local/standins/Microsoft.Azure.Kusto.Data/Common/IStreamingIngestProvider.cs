using System.Data;
using Kusto.Data.Net.Client;

namespace Kusto.Data.Common;

/// <summary>A client for streaming ingestion.</summary>
public interface IStreamingIngestProvider : IDisposable
{
    Task<IDataReader> ExecuteStreamIngestAsync(
        string databaseName,
        string tableName,
        Stream stream,
        StreamProperties streamProperties,
        ClientRequestProperties properties,
        DataSourceFormat streamFormat = DataSourceFormat.csv,
        string mappingName = "",
        CancellationToken cancellationToken = default);
}
