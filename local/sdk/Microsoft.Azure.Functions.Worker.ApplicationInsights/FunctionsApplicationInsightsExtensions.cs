using Microsoft.ApplicationInsights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionsApplicationInsightsExtensions
{
    /// <summary>
    /// The official one links the worker's telemetry to the host's; here there is no other process to link to. It keeps the official
    /// check: the host does not start where Application Insights itself was not added.
    /// </summary>
    public static IServiceCollection ConfigureFunctionsApplicationInsights(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(service => service.ImplementationType == typeof(TelemetryClientCheck)))
            services.AddHostedService<TelemetryClientCheck>();
        return services;
    }

    private sealed class TelemetryClientCheck(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => services.GetService<TelemetryClient>() is not null
            ? Task.CompletedTask
            : throw new InvalidOperationException(
                "Application Insights has not been added: call AddApplicationInsightsTelemetryWorkerService before ConfigureFunctionsApplicationInsights.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
