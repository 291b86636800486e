using System.Diagnostics;
using Azure.Messaging.EventHubs;
using LocalStack.Demo;

namespace Verify;

/// <summary>
/// Publishes single events in addition to the load, and queries with KQL until each event is returned. A latency includes the duration of
/// the send.
/// </summary>
internal sealed class LatencyProbes(Target target, RunPlan plan, TimeSpan interval)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly List<TimeSpan> _latencies = [];
    private int _sent;

    public IReadOnlyList<TimeSpan> Latencies => _latencies;

    public int Sent => _sent;

    /// <summary>Sends probes until <paramref name="stoppingToken"/> is canceled, and then waits for the last probe.</summary>
    public async Task RunAsync(CancellationToken stoppingToken, CancellationToken cancellationToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var number = _sent++;
            var start = Stopwatch.GetTimestamp();
            var probe = new EventData(plan.ProbeOf(number));
            await UntilAsync(
                async () =>
                {
                    await target.SendAsync([probe], null, cancellationToken);
                    return true;
                },
                RetryDelay,
                cancellationToken);
            var since = KqlText.From(plan.StartedAt.AddMinutes(-5));
            var query = $"FlightEvents | where EventId == '{plan.ProbePrefix}{number}' and EnqueuedAt > {since} | take 1 | count";
            await UntilAsync(async () => await target.Kusto.CountAsync(query, cancellationToken) > 0, Poll, cancellationToken);
            _latencies.Add(Stopwatch.GetElapsedTime(start));
            await Task.Delay(interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isDone, TimeSpan pause, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await isDone())
                    return;
            }
            catch (Exception e) when (Target.IsTransient(e) && !cancellationToken.IsCancellationRequested)
            {
                // The system is unavailable or not ready. The latency includes this time.
            }

            await Task.Delay(pause, cancellationToken);
        }
    }
}
