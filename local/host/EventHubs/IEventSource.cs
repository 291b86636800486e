using LocalFunctions.Host.Errors;

namespace LocalFunctions.Host.EventHubs;

/// <summary>Provides the events of event hubs to a host.</summary>
public interface IEventSource
{
    /// <summary>Opens an event hub for a consumer group.</summary>
    /// <param name="connection">The trigger's connection: the name of an app setting; empty if the trigger has none.</param>
    /// <param name="eventHubName">The event hub's name, resolved.</param>
    /// <param name="consumerGroup">The consumer group's name, resolved.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="FunctionsHostException">There is no such event hub or consumer group.</exception>
    ValueTask<IEventHub> OpenAsync(string connection, string eventHubName, string consumerGroup, CancellationToken cancellationToken);
}
