using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

/// <summary>Creates clients. A client is thread-safe and is intended to be used for the lifetime of the process.</summary>
public static class KustoClientFactory
{
    public static ICslQueryProvider CreateCslQueryProvider(KustoConnectionStringBuilder builder) => new RestClient(builder);

    public static ICslAdminProvider CreateCslAdminProvider(KustoConnectionStringBuilder builder) => new RestClient(builder);

    public static IStreamingIngestProvider CreateCslStreamIngestClient(KustoConnectionStringBuilder builder) => new RestClient(builder);
}
