using System.Data.Common;
using Azure.Core;

namespace Kusto.Data;

/// <summary>The address and authentication of a cluster. Requests have no credentials unless a <c>With…</c> method is called.</summary>
public sealed class KustoConnectionStringBuilder : DbConnectionStringBuilder
{
    private const string DataSourceKeyword = "Data Source";
    private const string InitialCatalogKeyword = "Initial Catalog";
    private const string ApplicationNameKeyword = "Application Name for Tracing";

    public KustoConnectionStringBuilder(string hostAddress, string database)
    {
        DataSource = hostAddress;
        InitialCatalog = database;
    }

    public string DataSource
    {
        get => Text(DataSourceKeyword);
        set => this[DataSourceKeyword] = value;
    }

    public string InitialCatalog
    {
        get => Text(InitialCatalogKeyword);
        set => this[InitialCatalogKeyword] = value;
    }

    public string ApplicationNameForTracing
    {
        get => Text(ApplicationNameKeyword);
        set => this[ApplicationNameKeyword] = value;
    }

    internal TokenCredential Credential { get; private set; }

    public KustoConnectionStringBuilder WithAadAzureTokenCredentialsAuthentication(TokenCredential tokenCredential)
    {
        ArgumentNullException.ThrowIfNull(tokenCredential);
        Credential = tokenCredential;
        return this;
    }

    private string Text(string keyword) => TryGetValue(keyword, out var value) ? (string)value : null;
}
