using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>
/// A JSON value as a slice of the event's bytes. The slice of a string excludes the quotation marks. The kind
/// <see cref="JsonTokenType.None"/> means that the property is absent.
/// </summary>
internal readonly record struct JsonSlice(int Start, int Length, JsonTokenType Kind, bool IsEscaped)
{
    /// <summary>Whether the property is present and not null.</summary>
    public bool HasValue => Kind is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Whether the value is an empty string, which is equivalent to no value because string columns have no null.</summary>
    public bool IsEmptyText => Kind == JsonTokenType.String && Length == 0;

    public ReadOnlySpan<byte> BytesIn(ReadOnlySpan<byte> json) => json.Slice(Start, Length);

    /// <summary>Returns the value as raw JSON, including the quotation marks of a string.</summary>
    public ReadOnlySpan<byte> RawOf(ReadOnlySpan<byte> json) =>
        Kind == JsonTokenType.String ? json.Slice(Start - 1, Length + 2) : BytesIn(json);
}
