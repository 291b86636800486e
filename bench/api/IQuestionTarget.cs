namespace ApiBenchmark;

/// <summary>What one client asks; not thread-safe.</summary>
internal interface IQuestionTarget : IDisposable
{
    /// <summary>Reads the answer to its end.</summary>
    /// <returns>Null, or what went wrong.</returns>
    ValueTask<string?> AskAsync(Question question, CancellationToken cancellationToken);
}
