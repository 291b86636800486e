using Azure.Core;
using Azure.Data.Tables;
using LatamFunctions.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatamFunctions.DeadLetters;

internal static class DeadLettersServiceCollectionExtensions
{
    public static IServiceCollection AddDeadLetters(this IServiceCollection services)
    {
        services.AddOptions<DeadLetterOptions>()
            .BindConfiguration(DeadLetterOptions.Section)
            .Validate(
                options => options.HasExactlyOneConnection(),
                "Set one of DeadLetters__TableServiceUri (https://account.table.core.windows.net, accessed with a managed identity) and "
                + "DeadLetters__ConnectionString (UseDevelopmentStorage=true for Azurite).")
            .ValidateOnStart();
        services.AddSingleton(provider => TableOf(provider, DeadLetterOptions.Table));
        services.AddSingleton(provider => new PublishingClaims(
            TableOf(provider, PublishingClaims.Table),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PublishingClaims>>()));
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<DeadLetterRepository>();
        services.AddSingleton<DeadLetterList>();
        services.AddSingleton<DeadLetterDiscard>();
        services.AddSingleton<ReplayCompletion>();
        services.AddSingleton<DeadLetterReplay>();
        services.AddSingleton<StoredEvents>();
        return services;
    }

    private static TableClient TableOf(IServiceProvider provider, string table)
    {
        var options = provider.GetRequiredService<IOptions<DeadLetterOptions>>().Value;
        return options.TableServiceUri is { } uri
            ? new TableClient(uri, table, provider.GetRequiredService<TokenCredential>())
            : new TableClient(options.ConnectionString, table);
    }
}
