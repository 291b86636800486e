using Azure.Core;
using Kusto.Data;
using Kusto.Data.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Kusto;

internal static class KustoServiceCollectionExtensions
{
    /// <summary>Adds the Azure Data Explorer clients as singletons, because the clients are thread-safe.</summary>
    public static IServiceCollection AddKusto(this IServiceCollection services)
    {
        services.AddOptions<KustoOptions>()
            .BindConfiguration(KustoOptions.Section)
            .Validate(
                options => options.HasEndpoint(),
                "The setting Kusto__Endpoint is missing or not an http(s) address. Set it to the cluster's URI, "
                + "for example https://name.region.kusto.windows.net (locally http://127.0.0.1:8080).")
            .Validate(
                options => !options.HasEndpoint() || options.ProtectsToken(),
                "The setting Kusto__Endpoint is an http address. Identity tokens are sent only over https. Use https, or set "
                + "Kusto__Authentication to None for a local engine.")
            .Validate(
                options => options.HasToken(),
                "The setting Kusto__Authentication is Token, but Kusto__Token is missing. Set it to the engine's access token.")
            .Validate(options => options.Database.Length > 0, "The setting Kusto__Database is empty. Omit it for 'flights'.")
            .ValidateOnStart();
        services.AddSingleton(provider => KustoClientFactory.CreateCslQueryProvider(Connection(provider)));
        services.AddSingleton(provider => KustoClientFactory.CreateCslStreamIngestClient(Connection(provider)));
        return services.AddSingleton<KustoClient>();
    }

    private static KustoConnectionStringBuilder Connection(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<KustoOptions>>().Value;
        var connection = new KustoConnectionStringBuilder(options.Endpoint!.AbsoluteUri.TrimEnd('/'), options.Database)
        {
            ApplicationNameForTracing = "LatamFunctions",
        };
        return options.Authentication switch
        {
            KustoAuthentication.None => connection,
            KustoAuthentication.Token => connection.WithAadAzureTokenCredentialsAuthentication(Fixed(options.Token!)),
            _ => connection.WithAadAzureTokenCredentialsAuthentication(provider.GetRequiredService<TokenCredential>()),
        };
    }

    private static TokenCredential Fixed(string token) =>
        DelegatedTokenCredential.Create((_, _) => new AccessToken(token, DateTimeOffset.MaxValue));
}
