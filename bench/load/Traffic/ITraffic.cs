namespace LoadBenchmark.Traffic;

/// <summary>A kind of load.</summary>
internal interface ITraffic
{
    /// <summary>Runs a step of the traffic.</summary>
    /// <param name="rate">Requests or events per second; 0 if there are none.</param>
    /// <param name="duration">The step's duration. Operations that have begun may complete after it.</param>
    /// <param name="cancellationToken">A token to cancel the step.</param>
    Task RunAsync(double rate, TimeSpan duration, CancellationToken cancellationToken);
}
