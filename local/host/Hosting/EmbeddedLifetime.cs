using Microsoft.Extensions.Hosting;

namespace LocalFunctions.Host.Hosting;

/// <summary>A lifetime that does not handle Ctrl-C and SIGTERM, which belong to the embedding program.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
