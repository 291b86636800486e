using System.Runtime.InteropServices;

namespace ApiBenchmark;

/// <summary>Counts how often each flight was returned.</summary>
/// <param name="flightIds">The flights that existed at the start.</param>
internal sealed class PagingCoverage(IReadOnlyCollection<string> flightIds)
{
    private readonly Dictionary<string, int> _old = flightIds.ToDictionary(id => id, _ => 0);
    private readonly Dictionary<string, int> _new = [];

    public int AtStart => _old.Count;

    /// <summary>The number of returned flights, including repetitions.</summary>
    public int Seen { get; private set; }

    public int SeenOnce => _old.Values.Count(times => times == 1);

    public int Missed => _old.Values.Count(times => times == 0);

    /// <summary>The number of flights that were returned more than once.</summary>
    public int Repeated => _old.Values.Concat(_new.Values).Count(times => times > 1);

    /// <summary>The number of returned flights that did not exist at the start.</summary>
    public int New => _new.Count;

    public void Add(string flightId)
    {
        Seen++;
        CollectionsMarshal.GetValueRefOrAddDefault(_old.ContainsKey(flightId) ? _old : _new, flightId, out _)++;
    }
}
