namespace Verify;

/// <summary>
/// Changes flights of the run by PATCH, one request at a time, in addition to the load. They set a property that no event of the run
/// contains, at a time after all of these: so each flight has the last accepted change and, for all other properties, the values of its
/// events.
/// </summary>
internal sealed class Patches(Target target, RunPlan plan, int perSecond)
{
    /// <summary>The property that is changed.</summary>
    public const string Property = "arrivalDelayMinutes";

    /// <summary>The largest delay that the rules of ingestion accept.</summary>
    private const int MaxMinutes = 14_400;

    private readonly Dictionary<int, Changes> _flights = [];
    private int _sent;

    /// <summary>Requests that were accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>Sends requests until <paramref name="enough"/>, to each flight in turn.</summary>
    public async Task RunAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        while (perSecond > 0 && !enough.IsCancellationRequested)
        {
            await ChangeNextAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1.0 / perSecond), enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Sends further requests until <paramref name="least"/> are accepted, or patience ends: during a short run most flights may not exist
    /// yet.
    /// </summary>
    public async Task CompleteAsync(int least, TimeSpan patience, CancellationToken cancellationToken)
    {
        var deadline = DateTimeOffset.UtcNow + patience;
        while (perSecond > 0 && Accepted < least && DateTimeOffset.UtcNow < deadline)
            await ChangeNextAsync(cancellationToken);
    }

    /// <summary>
    /// The values that the flight may have: the last that was accepted, and later ones whose response was lost. Null: no value.
    /// </summary>
    public IReadOnlyCollection<int?> AllowedFor(int flight) => _flights.TryGetValue(flight, out var changes)
        ? [changes.Accepted, .. changes.Uncertain]
        : [null];

    private Task ChangeNextAsync(CancellationToken cancellationToken)
    {
        // A step that has no divisor in common with the number of flights reaches all of them.
        var flight = (int)(_sent * 7919L % plan.Flights);
        return ChangeAsync(flight, (_sent++ % MaxMinutes) + 1, cancellationToken);
    }

    private async Task ChangeAsync(int flight, int minutes, CancellationToken cancellationToken)
    {
        try
        {
            var status = await target.PatchAsync(
                $"flights/{plan.FlightPrefix}{flight}", $"{{\"{Property}\":{minutes}}}", cancellationToken);
            if (status == System.Net.HttpStatusCode.Accepted)
            {
                Accepted++;
                _flights[flight] = new Changes(minutes, []);
            }
            else if (status >= System.Net.HttpStatusCode.InternalServerError)
            {
                MarkUncertain(flight, minutes);
            }
        }
        catch (Exception e) when (Target.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            MarkUncertain(flight, minutes);
        }
    }

    /// <summary>The response was lost: the event may have been published or not.</summary>
    private void MarkUncertain(int flight, int minutes)
    {
        var changes = _flights.GetValueOrDefault(flight, new Changes(null, []));
        _flights[flight] = changes with { Uncertain = [.. changes.Uncertain, minutes] };
    }

    private sealed record Changes(int? Accepted, IReadOnlyList<int?> Uncertain);
}
