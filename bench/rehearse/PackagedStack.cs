using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using LocalEventHubs.Security;

namespace Rehearse;

/// <summary>A local stack that runs the app of the package.</summary>
internal sealed class PackagedStack : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private PackagedStack(Process process) => _process = process;

    /// <summary>Parameters of wait-for-build.sh and of the smoke tests, by the names of the pipeline's variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <param name="program">A published local/stack.</param>
    /// <param name="package">The zip that the pipeline would deploy.</param>
    /// <exception cref="InvalidOperationException">The stack did not start; the message ends with its last output.</exception>
    public static async Task<PackagedStack> StartAsync(string program, string package, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var app = Path.Combine(folder, "app");
        await ZipFile.ExtractToDirectoryAsync(package, app, cancellationToken);
        var log = Path.Combine(folder, "stack.log");
        var start = new ProcessStartInfo("bash") { WorkingDirectory = folder };
        string[] arguments =
        [
            "-c",
            "exec dotnet \"$0\" --data \"$1\" --app \"$3\" --port 0 --kusto-port 0 --eventhubs-port 0 "
            + "--azurite-port 0 --keys > \"$2\" 2>&1",
            Path.Combine(program, "LocalStack.dll"), folder, log, app,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;

        var endpoints = Path.Combine(folder, "endpoints.json");
        var since = Stopwatch.GetTimestamp();
        while (!File.Exists(endpoints))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > StartPatience)
            {
                var output = await File.ReadAllTextAsync(log, cancellationToken);
                process.Kill();
                process.Dispose();
                throw new InvalidOperationException($"the stack did not start from the package: {output.Trim()}");
            }

            await Task.Delay(100, cancellationToken);
        }

        using var addresses = JsonDocument.Parse(await File.ReadAllBytesAsync(endpoints, cancellationToken));
        using var keys = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "keys.json"), cancellationToken));
        return Running(process, folder, addresses.RootElement, keys.RootElement.GetProperty("default").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static PackagedStack Running(Process process, string folder, JsonElement endpoints, string functionKey)
    {
        // The app, without the route prefix.
        var api = new Uri(new Uri(endpoints.GetProperty("api").GetString()!), "/").ToString().TrimEnd('/');
        var hub = new Uri(new Uri(endpoints.GetProperty("eventHubs").GetString()!), "flight-events");
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
