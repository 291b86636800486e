using System.Diagnostics;
using System.Threading.Channels;

namespace LocalStack.Demo;

/// <summary>Publishes sample flights with a few concurrent requests, while further flights are being read.</summary>
internal sealed class SamplePublisher(EventHubRestClient eventHub, SampleFlights sample)
{
    private const int RequestsInFlight = 3;

    private long _published;

    /// <summary>The number of acknowledged events.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <param name="wanted">The number of flights.</param>
    /// <param name="acknowledged">A callback that is called after each send, on any thread.</param>
    public async Task PublishAsync(long wanted, Action<PublishedSend> acknowledged, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var requests = Channel.CreateBounded<SendRequest>(RequestsInFlight);
        var work = Enumerable.Range(0, RequestsInFlight)
            .Select(_ => SendAsync(requests.Reader, acknowledged, failed.Token))
            .Append(Task.Run(() => ReadAsync(wanted, requests.Writer, failed.Token), failed.Token))
            .ToList();
        try
        {
            await foreach (var done in Task.WhenEach(work).ConfigureAwait(false))
                await done.ConfigureAwait(false);
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task ReadAsync(long wanted, ChannelWriter<SendRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var request in sample.Requests(wanted))
                await requests.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            requests.Complete();
        }
    }

    private async Task SendAsync(
        ChannelReader<SendRequest> requests, Action<PublishedSend> acknowledged, CancellationToken cancellationToken)
    {
        await foreach (var request in requests.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            using (request)
            {
                var sentAt = TimeProvider.System.GetUtcNow();
                await eventHub.SendAsync(request.Seal(), cancellationToken).ConfigureAwait(false);
                Interlocked.Add(ref _published, request.Events);
                acknowledged(new PublishedSend(request.Events, request.LastRow, sentAt, Stopwatch.GetTimestamp()));
            }
        }
    }
}
