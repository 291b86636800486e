namespace LatamFunctions.Events;

/// <summary>Detects properties without a column that appear twice in an object. The detection does not allocate.</summary>
internal sealed class PropertyNames
{
    private readonly uint[] _hashes = new uint[FlightEventReader.MaxProperties];
    private readonly byte[] _bytes = new byte[FlightEventReader.MaxProperties * PrefixLength];
    private readonly int[] _lengths = new int[FlightEventReader.MaxProperties];
    private int _count;

    // Longer names are compared by hash, length and this number of leading bytes.
    private const int PrefixLength = 64;

    /// <summary>The result of adding a name.</summary>
    public enum Added
    {
        Once,
        Twice,
        TooMany,
    }

    public void Clear() => _count = 0;

    /// <summary>Begins an object. Subsequent names belong to this object until the scope is closed.</summary>
    public int OpenScope() => _count;

    public void CloseScope(int scope) => _count = scope;

    /// <summary>Adds a name. Beyond the limit, names are not compared because the event is rejected in any case.</summary>
    public Added Add(ReadOnlySpan<byte> name, int scope)
    {
        if (_count == FlightEventReader.MaxProperties)
            return Added.TooMany;

        var hash = Fnv1a(name);
        var prefix = name.Length > PrefixLength ? name[..PrefixLength] : name;
        for (var i = IndexOf(hash, scope); i >= 0; i = IndexOf(hash, i + 1))
        {
            if (_lengths[i] == name.Length && _bytes.AsSpan(i * PrefixLength, prefix.Length).SequenceEqual(prefix))
                return Added.Twice;
        }

        _hashes[_count] = hash;
        _lengths[_count] = name.Length;
        prefix.CopyTo(_bytes.AsSpan(_count * PrefixLength));
        _count++;
        return Added.Once;
    }

    /// <summary>
    /// Returns the index of a hash. The search is vectorized because an event can have 256 names, which are all compared with each other.
    /// </summary>
    private int IndexOf(uint hash, int start)
    {
        var index = _hashes.AsSpan(start, _count - start).IndexOf(hash);
        return index < 0 ? -1 : start + index;
    }

    /// <summary>Computes the 32-bit FNV-1a hash, which is sufficient for a few short names.</summary>
    private static uint Fnv1a(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var b in bytes)
            hash = (hash ^ b) * 16777619u;
        return hash;
    }
}
