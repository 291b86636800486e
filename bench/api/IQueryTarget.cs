namespace ApiBenchmark;

/// <summary>The system that one client queries; not thread-safe.</summary>
internal interface IQueryTarget : IDisposable
{
    /// <summary>Executes the query and reads the response to its end.</summary>
    /// <returns>Null, or a description of the failure.</returns>
    ValueTask<string?> ExecuteAsync(BenchmarkQuery query, CancellationToken cancellationToken);
}
