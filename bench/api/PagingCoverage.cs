using System.Runtime.InteropServices;

namespace ApiBenchmark;

/// <summary>The flights that existed at the start, and how often each was returned since.</summary>
internal sealed class PagingCoverage(IReadOnlyCollection<string> flightIds)
{
    private readonly Dictionary<string, int> _old = flightIds.ToDictionary(id => id, _ => 0);
    private readonly Dictionary<string, int> _new = [];

    public int AtStart => _old.Count;

    /// <summary>Sightings, of old and new flights.</summary>
    public int Seen { get; private set; }

    public int SeenOnce => _old.Values.Count(times => times == 1);

    public int Missed => _old.Values.Count(times => times == 0);

    /// <summary>Flights, old or new, that were returned more than once.</summary>
    public int Repeated => _old.Values.Concat(_new.Values).Count(times => times > 1);

    /// <summary>Flights that were returned and did not exist at the start.</summary>
    public int New => _new.Count;

    public void Add(string flightId)
    {
        Seen++;
        CollectionsMarshal.GetValueRefOrAddDefault(_old.ContainsKey(flightId) ? _old : _new, flightId, out _)++;
    }
}
