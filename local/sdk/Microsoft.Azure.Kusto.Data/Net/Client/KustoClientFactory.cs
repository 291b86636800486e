using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

public static class KustoClientFactory
{
    public static ICslQueryProvider CreateCslQueryProvider(KustoConnectionStringBuilder builder) => new RestClient(builder);

    public static IStreamingIngestProvider CreateCslStreamIngestClient(KustoConnectionStringBuilder builder) => new RestClient(builder);
}
