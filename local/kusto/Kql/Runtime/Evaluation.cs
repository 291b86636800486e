namespace LocalKusto.Kql.Runtime;

/// <summary>
/// The limits of what a native function computes on this thread: it ends with its statement, and no value grows without limit. The
/// database's memory limit does not count what is allocated here.
/// </summary>
internal static class Evaluation
{
    /// <summary>Characters of one value. Kusto's limit is 1 MB.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The message of <see cref="CheckLength"/>, by which the failure of the statement is recognized.</summary>
    public const string TooLong = "A value is too large: it may have 16,777,216 characters.";

    private const int StepsPerCheck = 1024;

    [ThreadStatic]
    private static CancellationToken _ct;

    /// <summary>Sets the token of the statement whose rows this thread computes.</summary>
    public static void Begin(CancellationToken ct) => _ct = ct;

    /// <exception cref="OperationCanceledException">The statement was cancelled.</exception>
    public static void Check() => _ct.ThrowIfCancellationRequested();

    /// <summary>Counts a step of a loop over elements, and calls <see cref="Check"/> now and then.</summary>
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
}
