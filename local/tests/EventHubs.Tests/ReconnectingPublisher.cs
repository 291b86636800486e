using System.Net.Sockets;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace LocalEventHubs.Tests;

/// <summary>A .NET SDK client that retries each batch until it is acknowledged, even if the broker restarts.</summary>
internal sealed class ReconnectingPublisher : IAsyncDisposable
{
    private readonly EventHubProducerClient _producer;
    private readonly Func<int, IReadOnlyList<string>> _batch;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _acknowledged = [];
    private readonly Task _publishing;

    /// <param name="connectionString">The connection string of the broker.</param>
    /// <param name="hub">The name of the event hub.</param>
    /// <param name="batch">A function that returns the strings of a batch. The argument is the zero-based number of the batch.</param>
    public ReconnectingPublisher(string connectionString, string hub, Func<int, IReadOnlyList<string>> batch)
    {
        var options = new EventHubProducerClientOptions
        {
            RetryOptions = new EventHubsRetryOptions { MaximumRetries = 0, TryTimeout = TimeSpan.FromSeconds(10) },
        };
        _producer = new EventHubProducerClient(connectionString, hub, options);
        _batch = batch;
        _publishing = Task.Run(PublishAsync);
    }

    /// <summary>The acknowledged strings, in the order of sending.</summary>
    public IReadOnlyList<string> Acknowledged
    {
        get
        {
            lock (_acknowledged)
                return [.. _acknowledged];
        }
    }

    /// <summary>Waits until <paramref name="count"/> additional strings are acknowledged.</summary>
    public async Task WaitForMoreAsync(int count)
    {
        var enough = Acknowledged.Count + count;
        await Eventually.IsTrueAsync(
            () => _publishing.IsCompleted || Acknowledged.Count >= enough, $"Acknowledgement of {count} more events");
        Assert.That(_publishing.IsCompleted, Is.False, $"{_publishing.Exception}");
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _publishing;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _producer.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task PublishAsync()
    {
        for (var i = 0; !_stopping.IsCancellationRequested;)
        {
            var texts = _batch(i);
            try
            {
                await _producer.SendAsync(texts.Select(text => new EventData(text)), _stopping.Token);
                lock (_acknowledged)
                    _acknowledged.AddRange(texts);
                i++;
            }
            catch (Exception e) when (e is EventHubsException or SocketException or OperationCanceledException or IOException)
            {
                // The batch was not acknowledged, so it is sent again with the same events.
            }
        }
    }
}
