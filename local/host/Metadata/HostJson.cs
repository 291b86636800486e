using System.Globalization;
using LocalFunctions.Host.Errors;
using Microsoft.Extensions.Configuration;

namespace LocalFunctions.Host.Metadata;

/// <summary>
/// The settings in host.json that this host supports. Missing settings have Azure's defaults, except that a missing functionTimeout means
/// no limit.
/// </summary>
/// <param name="RoutePrefix">The prefix of all routes, without leading or trailing slashes. It can be empty.</param>
/// <param name="FunctionTimeout">The time limit of an invocation; <c>null</c> for no limit.</param>
/// <param name="EventHubs">The settings of the Event Hubs trigger.</param>
/// <param name="LogLevels">The minimum log levels.</param>
internal sealed record HostJson(string RoutePrefix, TimeSpan? FunctionTimeout, EventHubsSettings EventHubs, LogLevels LogLevels)
{
    private const string OverridePrefix = "AzureFunctionsJobHost:";

    /// <param name="settings">
    /// The app settings, which can override values in the file: for example
    /// <c>AzureFunctionsJobHost__extensions__eventHubs__maxEventBatchSize</c>.
    /// </param>
    /// <exception cref="FunctionsHostException">The file does not exist or contains an invalid value.</exception>
    public static HostJson Load(string appFolder, IReadOnlyDictionary<string, string> settings)
    {
        var path = Path.Combine(appFolder, "host.json");
        try
        {
            var overrides =
                from setting in settings
                let name = setting.Key.Replace("__", ":", StringComparison.Ordinal)
                where name.StartsWith(OverridePrefix, StringComparison.OrdinalIgnoreCase)
                select KeyValuePair.Create(name[OverridePrefix.Length..], (string?)setting.Value);
            var configuration = new ConfigurationBuilder().AddJsonFile(path, optional: false).AddInMemoryCollection(overrides).Build();
            if (configuration["version"] != "2.0")
                throw new InvalidDataException($"{path}: \"version\" must be \"2.0\".");

            return new HostJson(
                (configuration["extensions:http:routePrefix"] ?? "api").Trim('/'),
                Timeout(configuration["functionTimeout"], path),
                EventHubsSettings.Read(configuration.GetSection("extensions:eventHubs"), path),
                new LogLevels(configuration.GetSection("logging:logLevel"), path));
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            throw new FunctionsHostException(e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message, e);
        }
    }

    private static TimeSpan? Timeout(string? text, string path)
    {
        if (string.IsNullOrEmpty(text) || text == "-1")
            return null;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > TimeSpan.Zero
            ? value
            : throw new InvalidDataException($"{path}: functionTimeout is '{text}'; it must be -1 or a time above zero.");
    }
}
