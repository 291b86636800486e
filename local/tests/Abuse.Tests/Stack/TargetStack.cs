using System.Text.Json;
using LocalStack.Configuration;
using LocalStack.Testing;

namespace Abuse.Tests.Stack;

/// <summary>
/// Starts the stack for all tests in this folder, in a separate process that requires keys. The process and its worker each have a heap of
/// 2 GB, as on a small instance in Azure. The stack is started once and must still be running at the end.
/// </summary>
[SetUpFixture]
internal sealed class TargetStack
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["DOTNET_GCHeapHardLimit"] = "0x80000000",

        // The rate limit is high, because requests that exceed it are rejected before anything else is tested.
        ["RateLimit__RequestsPerSecond"] = "1000000",
        ["RateLimit__Burst"] = "1000000",
    };

    private static StackProcess? _process;
    private DirectoryInfo _folder = null!;

    public static Uri Api { get; private set; } = null!;

    public static Uri Hub { get; private set; } = null!;

    /// <summary>The key of the hub's policy RootManageSharedAccessKey.</summary>
    public static string HubKey { get; private set; } = null!;

    public static Uri Kusto { get; private set; } = null!;

    public static string KustoToken { get; private set; } = null!;

    /// <summary>Function keys by name: read, publish, operate, default, master.</summary>
    public static IReadOnlyDictionary<string, string> Keys { get; private set; } = null!;

    /// <summary>Strings that responses must not contain.</summary>
    public static IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>The console output of the stack.</summary>
    public static string Output => _process!.Output;

    public static bool IsUp => !_process!.HasExited;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("abuse-");
        _process = new StackProcess(_folder.FullName, ["--keys"], Settings);
        var endpoints = await _process.EndpointsAsync();
        string Text(string name) => endpoints.GetProperty(name).GetString()!;
        Api = new Uri(Text("api"));
        Hub = new Uri(new Uri(Text("eventHubs")), ResourceNames.EventHub);
        HubKey = Text("eventHubsConnectionString").Split("SharedAccessKey=")[1].Split(';')[0];
        Kusto = new Uri(Text("kusto"));
        KustoToken = Text("kustoToken");
        using var keys = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "keys.json")));
        Keys = keys.RootElement.GetProperty("named").EnumerateObject()
            .Concat(keys.RootElement.EnumerateObject().Where(property => property.Name is "default" or "master"))
            .ToDictionary(property => property.Name, property => property.Value.GetString()!);
        Secrets = [.. Keys.Values, HubKey, KustoToken];
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
