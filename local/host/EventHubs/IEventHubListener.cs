namespace LocalFunctions.Host.EventHubs;

/// <summary>Feeds one function with the events of its event hub, from its creation to its disposal.</summary>
internal interface IEventHubListener : IAsyncDisposable;
