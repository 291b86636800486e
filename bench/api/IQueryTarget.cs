namespace ApiBenchmark;

/// <summary>One client's connection to a measured system. It is not thread-safe.</summary>
internal interface IQueryTarget : IDisposable
{
    /// <summary>Executes the query and reads the response to its end.</summary>
    /// <returns><c>null</c> after a success, otherwise a description of the failure.</returns>
    ValueTask<string?> ExecuteAsync(BenchmarkQuery query, CancellationToken cancellationToken);
}
