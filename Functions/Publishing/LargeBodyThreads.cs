namespace LatamFunctions.Publishing;

/// <summary>
/// Runs the decompression and parsing of large bodies on dedicated threads. Processing tens of megabytes would block thread pool threads
/// for so long that other requests would have to wait. The number of dedicated threads is limited to half of the processors.
/// </summary>
internal sealed class LargeBodyThreads : IDisposable
{
    /// <summary>The maximum decompressed size of a body that is processed on the caller's thread, in bytes.</summary>
    public const int LargeBytes = 1024 * 1024;

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Runs <paramref name="work"/> for a body of <paramref name="bytes"/> bytes.</summary>
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
