namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Limits the computations of native functions on this thread. A computation ends when its statement is canceled, and the size of its
/// values is limited, because DuckDB's memory limit does not include these values.
/// </summary>
internal static class Evaluation
{
    /// <summary>The maximum length of a value in characters. Kusto's limit is 1 MB.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>
    /// The maximum total size in bytes of the values that a function computes for one chunk, because all these values are in memory at the
    /// same time.
    /// </summary>
    public const long MaxChunkBytes = 16L * MaxLength;

    /// <summary>
    /// The message of the exception from <see cref="CheckLength"/>. The message identifies the reason why the statement failed.
    /// </summary>
    public const string TooLong = "A value is too large. The maximum length is 16,777,216 characters.";

    /// <summary>
    /// The message of the exception from <see cref="AddToChunk"/>. The message identifies the reason why the statement failed.
    /// </summary>
    public const string ChunkTooLong = "Values are too large. The maximum is 268,435,456 bytes for 2,048 rows.";

    private const int StepsPerCheck = 1024;

    [ThreadStatic]
    private static CancellationToken _cancellationToken;

    [ThreadStatic]
    private static long _chunkBytes;

    /// <summary>Starts the computation of a chunk on this thread, with the cancellation token of its statement.</summary>
    public static void Begin(CancellationToken cancellationToken) => (_cancellationToken, _chunkBytes) = (cancellationToken, 0);

    /// <exception cref="OperationCanceledException">The statement was canceled.</exception>
    public static void Check() => _cancellationToken.ThrowIfCancellationRequested();

    /// <summary>Counts a step of a loop over elements, and calls <see cref="Check"/> periodically.</summary>
    public static void Step(ref int steps)
    {
        if (++steps % StepsPerCheck == 0)
            Check();
    }

    /// <exception cref="InvalidOperationException">The value would be too large.</exception>
    public static void CheckLength(long characters)
    {
        if (characters > MaxLength)
            throw new InvalidOperationException(TooLong);
    }

    /// <summary>Counts the bytes of a value that was computed for a row of the chunk.</summary>
    /// <exception cref="InvalidOperationException">The total size of the chunk's values is too large.</exception>
    public static void AddToChunk(int bytes)
    {
        _chunkBytes += bytes;
        if (_chunkBytes > MaxChunkBytes)
            throw new InvalidOperationException(ChunkTooLong);
    }
}
