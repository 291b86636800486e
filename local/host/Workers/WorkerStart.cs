using System.Globalization;

namespace LocalFunctions.Host.Workers;

/// <summary>
/// The command line and environment of a worker, which are the same as in the Functions host (RpcWorkerContext.cs, azure-functions-host).
/// </summary>
/// <param name="AppFolder">The absolute path of the app's folder.</param>
/// <param name="Settings">The app settings. In environment variables, <c>:</c> in a name is replaced with <c>__</c>.</param>
/// <param name="RpcPort">The port of the host's gRPC endpoint.</param>
/// <param name="WorkerId">The id that identifies the worker's stream.</param>
/// <param name="WaitForDebugger">Whether the worker waits up to a minute for a debugger before its Main method runs.</param>
internal sealed record WorkerStart(
    string AppFolder, IReadOnlyDictionary<string, string> Settings, int RpcPort, string WorkerId, bool WaitForDebugger)
{
    private const string StartupHooks = "DOTNET_STARTUP_HOOKS";

    // The runtime loads this assembly from the app's folder. The assembly's startup hook waits for the debugger.
    private const string WorkerStartupHook = "Microsoft.Azure.Functions.Worker.Core";

    public IEnumerable<string> Arguments()
    {
        var port = RpcPort.ToString(CultureInfo.InvariantCulture);
        var requestId = Guid.NewGuid().ToString();
        var maxMessageLength = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        return
        [
            "--host", "127.0.0.1", "--port", port, "--workerId", WorkerId, "--requestId", requestId,
            "--grpcMaxMessageLength", maxMessageLength,
            "--functions-uri", $"http://127.0.0.1:{port}/", "--functions-worker-id", WorkerId, "--functions-request-id", requestId,
            "--functions-grpc-max-message-length", maxMessageLength,
        ];
    }

    public IEnumerable<KeyValuePair<string, string>> Environment()
    {
        yield return new("FUNCTIONS_APPLICATION_DIRECTORY", AppFolder);
        yield return new("FUNCTIONS_WORKER_DIRECTORY", AppFolder);
        yield return new("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated");
        yield return new("AZURE_FUNCTIONS_ENVIRONMENT", "Development");
        foreach (var (name, value) in Settings)
            yield return new(name.Replace(":", "__", StringComparison.Ordinal), value);

        var hooks = new List<string> { typeof(StartupHook).Assembly.Location };
        if (WaitForDebugger)
        {
            hooks.Add(WorkerStartupHook);
            yield return new("FUNCTIONS_ENABLE_DEBUGGER_WAIT", "True");
            yield return new("FUNCTIONS_ENABLE_JSON_OUTPUT", "True");
        }

        if (System.Environment.GetEnvironmentVariable(StartupHooks) is { Length: > 0 } others)
            hooks.Add(others);
        yield return new(StartupHooks, string.Join(Path.PathSeparator, hooks));
    }
}
