using LocalEventHubs.Errors;
using LocalFunctions.Host.Errors;
using LocalKusto.DuckDb;
using LocalStack.Configuration;
using LocalStack.Kusto;

namespace LocalStack;

/// <summary>Starts the components of the stack in the order of their dependencies.</summary>
internal static class StackPart
{
    /// <summary>Starts a component of the stack on a pool thread after its dependencies have started.</summary>
    /// <exception cref="StackStartException">
    /// The component or one of its dependencies cannot start. The message names the component that failed and is intended for the user.
    /// </exception>
    public static async Task StartAsync(
        string part, Func<CancellationToken, Task> start, CancellationToken cancellationToken, params Task[] dependencies)
    {
        await Task.WhenAll(dependencies).ConfigureAwait(false);
        try
        {
            await Task.Run(() => start(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (
            e is EventHubsException or CorruptDataException or FunctionsHostException or DuckDbException or KustoRestException
                or Azure.RequestFailedException or HttpRequestException or IOException or InvalidDataException or InvalidOperationException
                or TimeoutException or UnauthorizedAccessException)
        {
            throw new StackStartException($"{part} cannot start: {e.Message}", e);
        }
    }
}
