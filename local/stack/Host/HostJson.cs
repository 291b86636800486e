using Microsoft.Extensions.Configuration;

namespace LocalStack.Host;

/// <summary>
/// The settings of host.json that the local host honours, with Azure's defaults. An environment variable
/// <c>AzureFunctionsJobHost__extensions__eventHubs__maxEventBatchSize</c> overrides one, as it does there.
/// </summary>
internal sealed record HostJson(string RoutePrefix, EventHubsSettings EventHubs)
{
    public static HostJson Load(string path)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(path, optional: false)
            .AddEnvironmentVariables("AzureFunctionsJobHost__")
            .Build();
        if (configuration["version"] != "2.0")
            throw new InvalidDataException($"{path}: \"version\" should be \"2.0\".");

        return new HostJson(
            (configuration["extensions:http:routePrefix"] ?? "api").Trim('/'),
            EventHubsSettings.Read(configuration.GetSection("extensions:eventHubs"), path));
    }
}
