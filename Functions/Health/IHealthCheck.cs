namespace LatamFunctions.Health;

/// <summary>Asks one service that the app cannot do without.</summary>
public interface IHealthCheck
{
    /// <summary>The name in the response.</summary>
    string Name { get; }

    /// <exception cref="Exception">The service is not healthy.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
