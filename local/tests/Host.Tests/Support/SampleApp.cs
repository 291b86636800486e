using System.Reflection;
using LocalFunctions.Host.EventHubs;
using LocalFunctions.Host.Testing;

namespace LocalFunctions.Host.Tests.Support;

/// <summary>The app that the tests run.</summary>
internal static class SampleApp
{
    public static string Folder { get; } = Metadata("SampleWorker");

    /// <summary>The program that runs a host in a separate process.</summary>
    public static string HostRunner { get; } = Metadata("HostRunner");

    public static Task<FunctionsTestHost> StartAsync(
        Func<FunctionsHostOptions, FunctionsHostOptions>? configure = null,
        InMemoryEventSource? eventHubs = null,
        params (string Name, string Value)[] settings) =>
        FunctionsTestHost.StartAsync(
            Folder,
            settings.Append(("TextsHub", "texts")).ToDictionary(setting => setting.Item1, setting => setting.Item2),
            configure,
            eventHubs);

    /// <summary>Returns a path or name that the build has stored in the assembly.</summary>
    public static string Metadata(string key) =>
        typeof(SampleApp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
