namespace LatamFunctions.Health;

/// <summary>Asks one service that the app cannot do without.</summary>
public interface IHealthCheck
{
    /// <summary>As it stands in the answer.</summary>
    string Name { get; }

    /// <exception cref="Exception">The service does not answer as it should.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
