using System.Text.RegularExpressions;
using LoadBenchmark.Runs;
using LocalStack.Storage;
using LocalStack.Testing;
using Stack = ApiBenchmark.Stack;

namespace LoadBenchmark.Drills;

/// <summary>A system under load whose connections to Kusto, the dead-letter table and the hub can be made to fail.</summary>
internal sealed partial class DrillSystem : IAsyncDisposable
{
    private DrillSystem(FailingProxy kusto, FailingProxy tables, TcpGate hub, MetricRecorder metrics) =>
        (Kusto, Tables, Hub, Metrics) = (kusto, tables, hub, metrics);

    public FailingProxy Kusto { get; }

    public FailingProxy Tables { get; }

    public TcpGate Hub { get; }

    public MetricRecorder Metrics { get; }

    public LoadedSystem Load { get; private set; } = null!;

    public static async Task<DrillSystem> StartAsync(
        string folder, int flights, Action<string> progress, CancellationToken cancellationToken)
    {
        var system = new DrillSystem(
            await FailingProxy.StartAsync(), await FailingProxy.StartAsync(), new TcpGate(), await MetricRecorder.StartAsync());
        try
        {
            var table = $"AccountName=devstoreaccount1;AccountKey={AzuriteServer.WellKnownKey};"
                + $"TableEndpoint={new Uri(system.Tables.Endpoint, "devstoreaccount1")}";
            system.Load = await LoadedSystem.StartAsync(
                folder, flights, progress, system.ConnectTo, cancellationToken,
                "--setting", $"Kusto:Endpoint={system.Kusto.Endpoint.AbsoluteUri}",
                "--setting", $"DeadLetters:ConnectionString={table}",
                "--otlp", system.Metrics.Endpoint.AbsoluteUri);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stack again with the same data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await Load.RestartAsync(cancellationToken);
        ConnectTo(Load.Stack);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Load is not null)
                await Load.DisposeAsync();
        }
        finally
        {
            await Kusto.DisposeAsync();
            await Tables.DisposeAsync();
            await Hub.DisposeAsync();
            await Metrics.DisposeAsync();
        }
    }

    /// <summary>Connects the proxies to a stack.</summary>
    /// <returns>The connection string for publishers.</returns>
    private string ConnectTo(Stack stack)
    {
        Kusto.Target = new Uri(Text("kusto"));
        Tables.Target = new Uri(TableEndpoint().Match(Text("storageConnectionString")).Groups["address"].Value);
        var hub = Text("eventHubsConnectionString");
        Hub.Target = int.Parse(Port().Match(hub).Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture);
        return Port().Replace(hub, match => match.Value.Replace(match.Groups["port"].Value, Hub.Port.ToString(), StringComparison.Ordinal));

        string Text(string name) => stack.Endpoints.GetProperty(name).GetString()!;
    }

    [GeneratedRegex("TableEndpoint=(?<address>http://[^/]+)")]
    private static partial Regex TableEndpoint();

    [GeneratedRegex(@"Endpoint=sb://[^:/;]+:(?<port>\d+)")]
    private static partial Regex Port();
}
