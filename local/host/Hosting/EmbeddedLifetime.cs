using Microsoft.Extensions.Hosting;

namespace LocalFunctions.Host.Hosting;

/// <summary>Leaves Ctrl-C and SIGTERM to the program that the host is embedded in.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
