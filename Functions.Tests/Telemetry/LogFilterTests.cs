using LatamFunctions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Tests.Telemetry;

public class LogFilterTests
{
    [TestCase("Microsoft.AspNetCore.Hosting.Diagnostics")]
    [TestCase("Microsoft.AspNetCore.Routing.EndpointMiddleware")]
    [TestCase("System.Net.Http.HttpClient.Default.ClientHandler")]
    [TestCase("Azure.Core")]
    [TestCase("Azure.Identity")]
    [TestCase("Polly")]
    public void Framework_categories_log_only_warnings(string category) => Assert.That(Enabled(category), Is.EqualTo((false, true)));

    [Test]
    public void App_categories_log_information() =>
        Assert.That(Enabled("LatamFunctions.Ingestion.IngestFlightEvents"), Is.EqualTo((true, true)));

    private static (bool Information, bool Warning) Enabled(string category)
    {
        using var host = AppHost.Build();
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
        return (logger.IsEnabled(LogLevel.Information), logger.IsEnabled(LogLevel.Warning));
    }
}
