using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Functions for property bags. Most functions return null for a value that is not a bag.</summary>
internal static class DynamicBags
{
    /// <summary>Creates a bag from alternating keys and values. For duplicate keys, the last value is used.</summary>
    public static Json Pack(IReadOnlyList<Json?> pairs)
    {
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < pairs.Count; i += 2)
            members[pairs[i] is { } key ? KeyOf(key) : ""] = pairs[i + 1]?.Text ?? "null";
        return DynamicValues.Bag(members);
    }

    /// <summary>Merges bags. For duplicate keys, the first value is used. Values that are not bags are ignored.</summary>
    public static Json? Merge(IEnumerable<JsonElement?> bags)
    {
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        var found = false;
        foreach (var bag in bags)
        {
            if (bag is not { ValueKind: JsonValueKind.Object } known)
                continue;
            found = true;
            foreach (var member in known.EnumerateObject())
                members.TryAdd(member.Name, member.Value.GetRawText());
        }

        return found ? DynamicValues.Bag(members) : null;
    }

    public static Json? Keys(JsonElement bag) =>
        bag.ValueKind == JsonValueKind.Object ? DynamicValues.Strings(bag.EnumerateObject().Select(member => member.Name)) : null;

    public static bool? HasKey(JsonElement bag, string key) => bag.ValueKind == JsonValueKind.Object && Find(bag, key) is not null;

    /// <summary>Removes keys. A key that starts with <c>$.</c> is a path.</summary>
    public static Json? RemoveKeys(JsonElement bag, JsonElement keys)
    {
        if (bag.ValueKind != JsonValueKind.Object)
            return null;
        var paths = DynamicValues.Elements(keys).Where(key => key.ValueKind == JsonValueKind.String).Select(key => PathOf(key.GetString()!))
            .ToList();
        return new Json(Without(bag, paths));
    }

    public static Json? SetKey(JsonElement bag, string key, Json value) =>
        bag.ValueKind == JsonValueKind.Object ? new Json(With(bag, PathOf(key), value.Text)) : null;

    /// <summary>Creates a bag from keys and the values at the same positions. Missing values are null.</summary>
    public static Json? Zip(JsonElement keys, JsonElement values)
    {
        if (keys.ValueKind != JsonValueKind.Array)
            return null;
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        var items = DynamicValues.Elements(values).ToList();
        foreach (var (key, i) in keys.EnumerateArray().Select((key, i) => (key, i)))
        {
            if (key.ValueKind == JsonValueKind.String)
                members[key.GetString()!] = i < items.Count ? items[i].GetRawText() : "null";
        }

        return DynamicValues.Bag(members);
    }

    public static Json WithoutEmpty(JsonElement bag) => DynamicValues.Bag(bag.EnumerateObject()
        .Where(member => DynamicValues.Text(member.Value).Length > 0)
        .Select(member => KeyValuePair.Create(member.Name, member.Value.GetRawText())));

    /// <summary>Returns the paths of all members, such as <c>['a']</c> and <c>['a'][0]</c>.</summary>
    public static Json? TreePath(JsonElement value)
    {
        var paths = new List<string>();
        Collect(value, "", paths);
        return DynamicValues.Strings(paths);
    }

    private static void Collect(JsonElement value, string path, List<string> paths)
    {
        if (path.Length > 0 && !paths.Contains(path))
            paths.Add(path);
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                Collect(member.Value, $"{path}['{member.Name}']", paths);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Collect(item, path + "[0]", paths);
        }
    }

    private static string KeyOf(Json key)
    {
        using var document = JsonDocument.Parse(key.Text);
        return DynamicValues.Text(document.RootElement);
    }

    private static string[] PathOf(string key) => key.StartsWith("$.", StringComparison.Ordinal) ? key[2..].Split('.') : [key];

    private static JsonElement? Find(JsonElement bag, string key)
    {
        var current = bag;
        foreach (var name in PathOf(key))
        {
            if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(name, out current))
                return null;
        }

        return current;
    }

    private static string Without(JsonElement bag, IReadOnlyList<string[]> paths) => DynamicValues.Bag(bag.EnumerateObject()
        .Where(member => !paths.Any(path => path is [var name] && name == member.Name))
        .Select(member =>
        {
            var inner = paths.Where(path => path.Length > 1 && path[0] == member.Name).Select(path => path[1..]).ToList();
            return KeyValuePair.Create(
                member.Name, inner.Count > 0 && member.Value.ValueKind == JsonValueKind.Object ? Without(member.Value, inner)
                    : member.Value.GetRawText());
        })).Text;

    private static string With(JsonElement? bag, string[] path, string value)
    {
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (bag is { ValueKind: JsonValueKind.Object } known)
        {
            foreach (var member in known.EnumerateObject())
                members[member.Name] = member.Value.GetRawText();
        }

        var inner = bag is { ValueKind: JsonValueKind.Object } outer && outer.TryGetProperty(path[0], out var found) ? found
            : (JsonElement?)null;
        members[path[0]] = path.Length == 1 ? value : With(inner, path[1..], value);
        return DynamicValues.Bag(members).Text;
    }
}
