using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LatamFunctions.Publishing;
using Moq;

namespace LatamFunctions.Tests.Support;

/// <summary>
/// A scripted event hub for publishers. <see cref="Respond"/> returns the exception for a send operation, or <c>null</c> to accept the
/// operation.
/// </summary>
internal sealed class HubEndpoint
{
    private readonly Mock<EventHubProducerClient> _mock = new(MockBehavior.Strict);
    private readonly Lock _lock = new();

    public HubEndpoint() =>
        _mock.Setup(hub => hub.SendAsync(It.IsAny<IEnumerable<EventData>>(), It.IsAny<SendEventOptions>(), It.IsAny<CancellationToken>()))
            .Returns((IEnumerable<EventData> events, SendEventOptions options, CancellationToken cancellationToken) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Respond(options.PartitionKey) is { } exception)
                    return Task.FromException(exception);

                lock (_lock)
                    Sends.Add((options.PartitionKey, [.. events]));
                return Task.CompletedTask;
            });

    public Func<string, Exception?> Respond { get; set; } = _ => null;

    /// <summary>The accepted send operations with their partition keys. The order of operations with different keys is undefined.</summary>
    public List<(string Key, EventData[] Events)> Sends { get; } = [];

    public IEnumerable<EventData> Events => Sends.SelectMany(send => send.Events);

    public IEnumerable<string> Bodies => Events.Select(data => data.EventBody.ToString());

    /// <summary>The publisher's log.</summary>
    public CapturedLog<FlightEventPublisher> Log { get; } = new();

    public FlightEventPublisher Publisher => new(_mock.Object, Log);
}
