namespace LocalKusto.Kql.Runtime;

/// <summary>
/// The limits of a native function's computation on this thread: it ends with its statement, and no value grows without limit. The
/// database's memory limit does not count these allocations.
/// </summary>
internal static class Evaluation
{
    /// <summary>Characters of one value. Kusto's limit is 1 MB.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>
    /// Bytes of all values that a function computes for the rows of one chunk. All of them are in memory at the same time.
    /// </summary>
    public const long MaxChunkBytes = 16L * MaxLength;

    /// <summary>The message of <see cref="CheckLength"/>, by which the failure of the statement is recognized.</summary>
    public const string TooLong = "A value is too large: the maximum is 16,777,216 characters.";

    /// <summary>The message of <see cref="AddToChunk"/>, by which the failure of the statement is recognized.</summary>
    public const string ChunkTooLong = "Values are too large: a function may compute 268,435,456 bytes for 2,048 rows.";

    private const int StepsPerCheck = 1024;

    [ThreadStatic]
    private static CancellationToken _cancellationToken;

    [ThreadStatic]
    private static long _chunkBytes;

    /// <summary>Sets the token of the statement whose rows this thread computes, and begins a chunk of them.</summary>
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
    /// <exception cref="InvalidOperationException">The values of the chunk are too large together.</exception>
    public static void AddToChunk(int bytes)
    {
        _chunkBytes += bytes;
        if (_chunkBytes > MaxChunkBytes)
            throw new InvalidOperationException(ChunkTooLong);
    }
}
