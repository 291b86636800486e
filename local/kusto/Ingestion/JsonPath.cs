using System.Globalization;

namespace LocalKusto.Ingestion;

/// <summary>
/// A path in an ingestion mapping, such as <c>$</c>, <c>$.a.b</c>, <c>$['a b']</c> or <c>$.a[0]</c>. A path without steps selects the whole
/// record.
/// </summary>
internal sealed record JsonPath(IReadOnlyList<JsonPath.Step> Steps)
{
    /// <summary>Selects a property, or an array element if <paramref name="Property"/> is <c>null</c>.</summary>
    internal readonly record struct Step(string? Property, int Index);

    public static JsonPath ForProperty(string name) => new([new Step(name, 0)]);

    public static bool TryParse(string text, out JsonPath? path)
    {
        path = null;
        if (text.Length == 0 || text[0] != '$')
            return false;
        var steps = new List<Step>();
        for (var position = 1; position < text.Length;)
        {
            if (!TryReadStep(text, ref position, out var step))
                return false;
            steps.Add(step);
        }
        path = new JsonPath(steps);
        return true;
    }

    private static bool TryReadStep(string text, ref int position, out Step step)
    {
        step = default;
        var rest = text.AsSpan(position + 1);
        if (text[position] == '.')
        {
            var end = rest.IndexOfAny('.', '[');
            var name = end < 0 ? rest : rest[..end];
            step = new Step(name.ToString(), 0);
            position += 1 + name.Length;
            return name.Length > 0;
        }
        if (text[position] != '[' || rest.IsEmpty)
            return false;
        if (rest[0] is '\'' or '"')
        {
            var close = rest[1..].IndexOf($"{rest[0]}]", StringComparison.Ordinal);
            if (close <= 0)
                return false;
            step = new Step(rest.Slice(1, close).ToString(), 0);
            position += close + 4;
            return true;
        }
        var bracket = rest.IndexOf(']');
        if (bracket <= 0 || !int.TryParse(rest[..bracket], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return false;
        step = new Step(null, index);
        position += bracket + 2;
        return true;
    }
}
