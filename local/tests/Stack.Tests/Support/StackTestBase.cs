using LocalFunctions.Host.Invocations;
using LocalStack.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests.Support;

/// <summary>The base class for tests. The tests of a class share a local stack, which uses free ports and a separate data folder.</summary>
[Category("Stack")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Structure", "NUnit1032", Justification = "StopAsync disposes the stack.")]
internal abstract class StackTestBase
{
    private DirectoryInfo _folder = null!;

    protected StackClient Stack { get; private set; } = null!;

    protected virtual bool RequireKeys => false;

    protected virtual IReadOnlyList<string> AllowedOrigins => [];

    protected virtual bool UseEventProcessor => false;

    protected virtual int? DashboardPort => null;

    protected virtual int? FleetSystems => null;

    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    /// <summary>Called at the end of each invocation.</summary>
    protected virtual void OnInvocationCompleted(InvocationResult result)
    {
    }

    /// <summary>Prepares the resources of the class before the stack starts.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("stack-");
        await PrepareAsync();
        await StartStackAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Stack.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    protected async Task RestartAsync()
    {
        await Stack.DisposeAsync();
        await StartStackAsync();
    }

    private async Task StartStackAsync() => Stack = new StackClient(await LocalStackHost.StartAsync(new LocalStackOptions
    {
        DataDirectory = _folder.FullName,
        FunctionsPort = 0,
        KustoPort = 0,
        EventHubsPort = 0,
        AzuritePort = 0,
        RequireKeys = RequireKeys,
        AllowedOrigins = AllowedOrigins,
        UseEventProcessor = UseEventProcessor,
        DashboardPort = DashboardPort,
        FleetSystems = FleetSystems,
        Settings = Settings,
        InvocationCompleted = OnInvocationCompleted,
        LoggerFactory = NullLoggerFactory.Instance,
    }));
}
