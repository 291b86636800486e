using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Implements buildschema(), which returns the minimal schema that matches all values.</summary>
internal static class DynamicSchemas
{
    /// <summary>The member that describes the elements of an array.</summary>
    private const string Indexer = "`indexer`";

    public static Json? From(JsonElement values)
    {
        var schema = new Schema();
        foreach (var value in values.EnumerateArray())
            Add(schema, value);
        return schema.Describe() is { } text ? new Json(text) : null;
    }

    private static void Add(Schema schema, JsonElement value)
    {
        Evaluation.Check();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                schema.Members ??= new OrderedDictionary<string, Schema>(StringComparer.Ordinal);
                foreach (var member in value.EnumerateObject())
                    Add(schema.Member(member.Name), member.Value);
                break;
            case JsonValueKind.Array:
                schema.Members ??= new OrderedDictionary<string, Schema>(StringComparer.Ordinal);
                foreach (var element in value.EnumerateArray())
                    Add(schema.Member(Indexer), element);
                break;
            case JsonValueKind.Null:
                break;
            default:
                schema.AddType(value.ValueKind switch
                {
                    JsonValueKind.String => "string",
                    JsonValueKind.Number => value.TryGetInt64(out _) ? "long" : "double",
                    _ => "bool",
                });
                break;
        }
    }

    /// <summary>The types at a path, in the order in which they were found.</summary>
    private sealed class Schema
    {
        private readonly List<string> _types = [];

        /// <summary>The position of the bag among the types.</summary>
        private int _bagAt;

        public OrderedDictionary<string, Schema>? Members
        {
            get;
            set
            {
                field = value;
                _bagAt = _types.Count;
            }
        }

        public void AddType(string type)
        {
            if (!_types.Contains(type))
                _types.Add(type);
        }

        public Schema Member(string name)
        {
            if (!Members!.TryGetValue(name, out var member))
                Members.Add(name, member = new Schema());
            return member;
        }

        /// <summary>Returns a single type directly and several types as an array. Returns <c>null</c> if there is no type.</summary>
        public string? Describe()
        {
            var types = _types.Select(type => DynamicValues.Quote(type).Text).ToList();
            if (Members is not null)
            {
                var members = Members.Select(member => KeyValuePair.Create(member.Key, member.Value.Describe()!))
                    .Where(member => member.Value is not null);
                types.Insert(_bagAt, DynamicValues.Bag(members).Text);
            }

            return types.Count == 0 ? null : types.Count == 1 ? types[0] : DynamicValues.Array(types).Text;
        }
    }
}
