using System.Diagnostics;

namespace LocalEventHubs.Tests;

/// <summary>A broker in a separate process, which tests can kill.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private BrokerProcess(Process process, IReadOnlyDictionary<string, string> endpoints)
    {
        _process = process;
        ConnectionString = endpoints["Connection string"];
    }

    public string ConnectionString { get; }

    /// <param name="amqpPort">The AMQP port, or 0 for a free port.</param>
    public static async Task<BrokerProcess> StartAsync(string folder, string config, int amqpPort)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            typeof(EventHubBroker).Assembly.Location, "--data", folder, "--config", config,
            "--amqp-port", $"{amqpPort}", "--tls-port", "0", "--port", "0",
        })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var endpoints = new Dictionary<string, string>();
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(WaitTimeout) is { } line)
        {
            if (line.StartsWith("Ctrl-C", StringComparison.Ordinal))
                return new BrokerProcess(process, endpoints);
            endpoints[line[..19].Trim()] = line[19..].Trim();
        }

        throw new InvalidOperationException($"The broker did not start: {await errors}");
    }

    public async Task KillAsync()
    {
        _process.Kill(); // SIGKILL
        await _process.WaitForExitAsync().WaitAsync(WaitTimeout);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
