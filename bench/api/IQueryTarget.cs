namespace ApiBenchmark;

/// <summary>One client's connection to a measured system. A connection is not thread-safe.</summary>
internal interface IQueryTarget : IDisposable
{
    /// <summary>Executes the query and reads the response to its end.</summary>
    /// <returns>A description of the failure; <c>null</c> if the query succeeded.</returns>
    ValueTask<string?> ExecuteAsync(BenchmarkQuery query, CancellationToken cancellationToken);
}
