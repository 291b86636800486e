namespace LatamFunctions.Kusto;

/// <summary>
/// Runs synchronous network operations, such as reads from a data reader, on a dedicated thread. On the thread pool, a few dozen blocked
/// threads would delay other requests, because the pool adds only one or two threads per second.
/// </summary>
internal static class DedicatedThread
{
    public static Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
