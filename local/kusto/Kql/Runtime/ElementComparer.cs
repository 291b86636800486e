using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Compares elements of dynamic arrays with <see cref="DynamicValues.AreEqual"/>.</summary>
internal sealed class ElementComparer : IEqualityComparer<JsonElement>
{
    private int _steps;

    public bool Equals(JsonElement x, JsonElement y)
    {
        // The step is counted because many different containers can have the same hash code.
        Evaluation.Step(ref _steps);
        return DynamicValues.AreEqual(x, y);
    }

    public int GetHashCode(JsonElement value)
    {
        Evaluation.Step(ref _steps);
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble().GetHashCode(),
            JsonValueKind.String => value.GetString()!.GetHashCode(StringComparison.Ordinal),
            JsonValueKind.Array => HashCode.Combine(
                value.ValueKind, value.GetArrayLength(), Scalar(value.EnumerateArray().FirstOrDefault())),
            JsonValueKind.Object => value.EnumerateObject().Aggregate((int)value.ValueKind, (hash, member) =>
                hash ^ HashCode.Combine(member.Name, Scalar(member.Value))),
            _ => (int)value.ValueKind,
        };
    }

    /// <summary>Returns the hash code of a scalar value, or a constant for each kind of container.</summary>
    private int Scalar(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? (int)value.ValueKind : GetHashCode(value);
}
