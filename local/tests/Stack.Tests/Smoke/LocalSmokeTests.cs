using LatamFunctions.Tests.Smoke;
using LocalEventHubs.Security;
using LocalStack.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests.Smoke;

/// <summary>Runs the smoke tests for deployments on a local stack that requires keys as in Azure.</summary>
[Category("Stack")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Structure", "NUnit1032", Justification = "StopAsync disposes the stack.")]
public class LocalSmokeTests : SmokeTestBase
{
    private DirectoryInfo _folder = null!;
    private LocalStackHost? _stack;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_stack is not null)
            await _stack.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    protected override async Task<SmokeTarget> TargetAsync()
    {
        _folder = Directory.CreateTempSubdirectory("smoke-");
        _stack = await LocalStackHost.StartAsync(new LocalStackOptions
        {
            DataDirectory = _folder.FullName,
            FunctionsPort = 0,
            KustoPort = 0,
            EventHubsPort = 0,
            AzuritePort = 0,
            RequireKeys = true,
            LoggerFactory = NullLoggerFactory.Instance,
        });
        var hub = new Uri(_stack.EventHubsEndpoint, ResourceNames.EventHub);
        var key = _stack.EventHubsConnectionString.Split("SharedAccessKey=")[1].Split(';')[0];
        var token = SharedAccessSignature.Create(hub, "RootManageSharedAccessKey", key, DateTimeOffset.UtcNow.AddHours(1));
        return new SmokeTarget(_stack.FunctionsEndpoint, _stack.FunctionKey!, hub, token.ToString());
    }
}
