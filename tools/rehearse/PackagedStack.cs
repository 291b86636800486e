using System.IO.Compression;
using System.Text.Json;
using LocalEventHubs.Security;
using LocalStack.Configuration;
using LocalStack.Testing;

namespace Rehearse;

/// <summary>A local stack that runs the app from a package.</summary>
internal sealed class PackagedStack : IAsyncDisposable
{
    private readonly StackProcess _process;

    private PackagedStack(StackProcess process) => _process = process;

    /// <summary>The variables that wait-for-build.sh and the smoke tests require, with the names of the pipeline's variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <param name="program">The path of the published project local/stack.</param>
    /// <param name="package">The zip file that the pipeline would deploy.</param>
    /// <exception cref="InvalidOperationException">The stack did not start. The message contains its output.</exception>
    public static async Task<PackagedStack> StartAsync(string program, string package, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var app = Path.Combine(folder, "app");
        await ZipFile.ExtractToDirectoryAsync(package, app, cancellationToken);
        var process = new StackProcess(
            folder, ["--app", app, "--keys"], program: Path.Combine(program, "LocalStack.dll"), logFile: Path.Combine(folder, "stack.log"));
        try
        {
            var endpoints = await process.EndpointsAsync(cancellationToken);
            using var keys = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "keys.json"), cancellationToken));
            return Running(process, folder, endpoints, keys.RootElement.GetProperty("default").GetString()!);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static PackagedStack Running(StackProcess process, string folder, JsonElement endpoints, string functionKey)
    {
        // The app's address without the route prefix.
        var api = new Uri(new Uri(endpoints.GetProperty("api").GetString()!), "/").ToString().TrimEnd('/');
        var hub = new Uri(new Uri(endpoints.GetProperty("eventHubs").GetString()!), ResourceNames.EventHub);
        var key = endpoints.GetProperty("eventHubsConnectionString").GetString()!.Split("SharedAccessKey=")[1].Split(';')[0];
        var token = SharedAccessSignature.Create(hub, "RootManageSharedAccessKey", key, DateTimeOffset.UtcNow.AddHours(1));
        return new PackagedStack(process)
        {
            Variables = new Dictionary<string, string>
            {
                ["apiBaseUrl"] = api,
                ["eventHubUrl"] = hub.ToString(),
                ["functionAppName"] = "local-stack",
                ["stackFolder"] = folder,
            },
            Environment = new Dictionary<string, string>
            {
                ["SMOKE_BASE_URL"] = api,
                ["SMOKE_FUNCTION_KEY"] = functionKey,
                ["VERIFY_API_KEY"] = functionKey,
                ["SMOKE_EVENT_HUB_URL"] = hub.ToString(),
                ["SMOKE_EVENT_HUB_TOKEN"] = token.ToString(),
                ["WAIT_SECONDS"] = "60",
                ["POLL_SECONDS"] = "1",
            },
        };
    }
}
