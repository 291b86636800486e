using System.Text;

namespace LocalKusto.Ingestion;

/// <summary>A node in the tree of all paths in a mapping. With this tree, all paths are evaluated in a single pass over a record.</summary>
internal sealed class JsonPathNode
{
    private readonly byte[] _name;
    private readonly Dictionary<byte[], JsonPathNode> _properties = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], JsonPathNode>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly Dictionary<int, JsonPathNode> _elements = [];

    // The last result of FindProperty with this node as the starting point. All requests share and overwrite this value without a lock, so
    // it is only a guess.
    private JsonPathNode? _guess;

    public JsonPathNode(byte[]? name = null)
    {
        _name = name ?? [];
        _lookup = _properties.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The columns that receive the value at this path.</summary>
    public List<(TargetColumn Column, MappingTransform Transform)> Targets { get; } = [];

    public bool HasProperties => _properties.Count > 0;

    public bool HasElements => _elements.Count > 0;

    /// <summary>Returns the node at the end of the path and creates missing nodes.</summary>
    public JsonPathNode At(JsonPath path)
    {
        var node = this;
        foreach (var step in path.Steps)
            node = node.Child(step);
        return node;
    }

    public JsonPathNode? FindElement(int index) => _elements.GetValueOrDefault(index);

    /// <summary>
    /// Returns the node for a property, or <c>null</c> if no column reads the property. A publisher usually writes properties in the same
    /// order. The property that last followed <paramref name="previous"/> is therefore compared first, which usually avoids hashing the
    /// name.
    /// </summary>
    public JsonPathNode? FindProperty(ReadOnlySpan<byte> name, JsonPathNode? previous)
    {
        var guesser = previous ?? this;
        if (guesser._guess is { } guess && name.SequenceEqual(guess._name))
            return guess;
        if (!_lookup.TryGetValue(name, out var found))
            return null;
        guesser._guess = found;
        return found;
    }

    private JsonPathNode Child(JsonPath.Step step)
    {
        if (step.Property is null)
            return _elements.TryGetValue(step.Index, out var element) ? element : _elements[step.Index] = new JsonPathNode();
        var name = Encoding.UTF8.GetBytes(step.Property);
        return _properties.TryGetValue(name, out var property) ? property : _properties[name] = new JsonPathNode(name);
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] name) => GetHashCode(name.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> name) => name.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> name)
        {
            var hash = new HashCode();
            hash.AddBytes(name);
            return hash.ToHashCode();
        }
    }
}
