namespace LoadBenchmark.Traffic;

/// <summary>A generator of one kind of load.</summary>
internal interface ITraffic
{
    /// <summary>Generates the load of a step.</summary>
    /// <param name="rate">The requests or events per second; 0 for no load.</param>
    /// <param name="duration">The step's duration. Operations that have begun can complete later.</param>
    Task RunAsync(double rate, TimeSpan duration, CancellationToken cancellationToken);
}
