using LocalFunctions.Host.Errors;

namespace LocalFunctions.Host.EventHubs;

/// <summary>Provides the events of event hubs to a host.</summary>
public interface IEventSource
{
    /// <summary>Opens an event hub for a consumer group.</summary>
    /// <param name="connection">
    /// The trigger's connection, which is the name of an app setting. The value is empty if the trigger does not specify a connection.
    /// </param>
    /// <param name="eventHubName">The event hub's name, with resolved binding expressions.</param>
    /// <param name="consumerGroup">The consumer group's name, with resolved binding expressions.</param>
    /// <exception cref="FunctionsHostException">The event hub or consumer group does not exist.</exception>
    ValueTask<IEventHub> OpenAsync(string connection, string eventHubName, string consumerGroup, CancellationToken cancellationToken);
}
