using Microsoft.Extensions.Hosting;

namespace LocalStack.Hosting;

/// <summary>A host inside of this program leaves Ctrl-C and SIGTERM to the program.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
