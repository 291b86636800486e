namespace LatamFunctions.Kusto;

/// <summary>
/// Runs work that waits for a network without being asynchronous, as a data reader does: on a dedicated thread, since a few dozen waiting
/// threads of the pool would leave none for other requests, and the pool adds one or two per second.
/// </summary>
internal static class DedicatedThread
{
    public static Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
