namespace LatamFunctions.Publishing;

/// <summary>
/// Threads that decompress and read large bodies. A megabyte takes milliseconds; tens of megabytes would occupy a thread of the pool so
/// long that other requests wait for one. So large bodies get dedicated threads, few enough to leave half of the processors to others.
/// </summary>
internal sealed class LargeBodyThreads : IDisposable
{
    /// <summary>The maximum number of decompressed bytes that are processed on the caller's thread.</summary>
    public const int LargeBytes = 1024 * 1024;

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Does <paramref name="work"/> on a body of <paramref name="bytes"/> bytes.</summary>
    public async Task<T> RunAsync<T>(long bytes, Func<T> work, CancellationToken cancellationToken)
    {
        if (bytes <= LargeBytes)
            return work();

        await _turns.WaitAsync(cancellationToken);
        try
        {
            return await Task.Factory.StartNew(
                work, cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
