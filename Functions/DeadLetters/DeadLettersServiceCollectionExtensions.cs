using Azure.Core;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LatamFunctions.DeadLetters;

internal static class DeadLettersServiceCollectionExtensions
{
    public static IServiceCollection AddDeadLetters(this IServiceCollection services)
    {
        services.AddOptions<DeadLetterOptions>()
            .BindConfiguration(DeadLetterOptions.Section)
            .Validate(
                options => options.HasOneAddress(),
                "Set one of DeadLetters__TableServiceUri (https://account.table.core.windows.net, opened by managed identity) and "
                + "DeadLetters__ConnectionString (UseDevelopmentStorage=true for Azurite).")
            .ValidateOnStart();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<DeadLetterOptions>>().Value;
            return options.TableServiceUri is { } uri
                ? new TableClient(uri, DeadLetterOptions.Table, provider.GetRequiredService<TokenCredential>())
                : new TableClient(options.ConnectionString, DeadLetterOptions.Table);
        });
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<DeadLetterRecords>();
        services.AddSingleton<DeadLetterReplay>();
        services.AddSingleton<StoredEvents>();
        return services;
    }
}
