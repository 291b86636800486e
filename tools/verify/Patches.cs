namespace Verify;

/// <summary>
/// Changes flights of the run with PATCH requests, one at a time, in addition to the load. The requests set a property that no event of the
/// run contains, with a time after all events. Therefore, each flight must have the value of its last accepted change and, for all other
/// properties, the values from its events.
/// </summary>
internal sealed class Patches(Target target, RunPlan plan, int perSecond)
{
    /// <summary>The property that the requests change.</summary>
    public const string Property = "arrivalDelayMinutes";

    /// <summary>The maximum delay that the validation rules accept.</summary>
    private const int MaxMinutes = 14_400;

    private readonly Dictionary<int, Changes> _flights = [];
    private int _sent;

    /// <summary>The number of accepted requests.</summary>
    public int Accepted { get; private set; }

    /// <summary>Sends requests for each flight in turn until <paramref name="stoppingToken"/> is canceled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken, CancellationToken cancellationToken)
    {
        while (perSecond > 0 && !stoppingToken.IsCancellationRequested)
        {
            await ChangeNextAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1.0 / perSecond), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Sends further requests until <paramref name="least"/> requests are accepted or <paramref name="timeout"/> elapses, because most
    /// flights might not exist yet during a short run.
    /// </summary>
    public async Task CompleteAsync(int least, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = DateTimeOffset.UtcNow + timeout;
        while (perSecond > 0 && Accepted < least && DateTimeOffset.UtcNow < deadline)
            await ChangeNextAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the values that the flight can have: the last accepted value, and later values whose response was lost. The value
    /// <c>null</c> means that the property has no value.
    /// </summary>
    public IReadOnlyCollection<int?> AllowedFor(int flight) => _flights.TryGetValue(flight, out var changes)
        ? [changes.Accepted, .. changes.Uncertain]
        : [null];

    private Task ChangeNextAsync(CancellationToken cancellationToken)
    {
        // The step is coprime to the number of flights, so that every flight is reached.
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

    /// <summary>Adds a value whose response was lost, so that it is unknown whether the change was published.</summary>
    private void MarkUncertain(int flight, int minutes)
    {
        var changes = _flights.GetValueOrDefault(flight, new Changes(null, []));
        _flights[flight] = changes with { Uncertain = [.. changes.Uncertain, minutes] };
    }

    private sealed record Changes(int? Accepted, IReadOnlyList<int?> Uncertain);
}
