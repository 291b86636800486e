using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>
/// The property <c>clearedProperties</c> of an event: an array with the names of properties whose values the event deletes. A property that
/// an event does not mention keeps its value, so clearing is explicit. <c>extra</c> stands for all properties without a column.
/// </summary>
internal static class ClearedProperties
{
    public const string Name = "clearedProperties";

    /// <summary>All properties without a column, together.</summary>
    private const FlightEventField Extra = FlightEventField.Other;

    /// <summary>The properties that may be cleared, with their columns.</summary>
    private static readonly (FlightEventField Field, string Property, string Column)[] Clearable =
    [
        .. from property in FlightProperties.All
           where property.IsClearable
           orderby property.Field
           select (property.Field, property.Name, property.ColumnName),
        (Extra, "extra", "Extra"),
    ];

    private static readonly byte[][] Columns = [.. Clearable.Select(entry => System.Text.Encoding.ASCII.GetBytes(entry.Column))];

    /// <summary>The allowed values of the property.</summary>
    public static IReadOnlyList<string> KnownNames { get; } = [.. Clearable.Select(entry => entry.Property)];

    /// <summary>Reads the array in <paramref name="json"/>.</summary>
    /// <param name="json">A JSON value of any kind.</param>
    /// <param name="cleared">The fields that it names, a bit each: 1 shifted by the field.</param>
    /// <returns>The reason why it is invalid, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> json, out ulong cleared)
    {
        cleared = 0;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return "must be an array of property names";

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                return "must be an array of property names";
            if (!TryFind(ref reader, out var field))
                return $"may hold {string.Join(", ", KnownNames)}";
            cleared |= BitOf(field);
        }

        return null;
    }

    /// <summary>Whether the event states a value of a property that it clears.</summary>
    public static bool IsContradiction(ulong cleared, in ParsedEvent parsed, bool hasOtherProperties)
    {
        if ((cleared & BitOf(Extra)) != 0 && hasOtherProperties)
            return true;

        foreach (var (field, _, _) in Clearable)
        {
            if (field != Extra && (cleared & BitOf(field)) != 0 && parsed[field] is { HasValue: true, IsEmptyText: false })
                return true;
        }

        return false;
    }

    /// <summary>Writes the column Cleared: the names of the columns, with a blank between.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int WriteColumns(ulong cleared, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < Clearable.Length; i++)
        {
            if ((cleared & BitOf(Clearable[i].Field)) == 0)
                continue;

            if (length > 0)
                destination[length++] = (byte)' ';
            Columns[i].CopyTo(destination[length..]);
            length += Columns[i].Length;
        }

        return length;
    }

    private static bool TryFind(ref Utf8JsonReader reader, out FlightEventField field)
    {
        foreach (var entry in Clearable)
        {
            if (reader.ValueTextEquals(entry.Property))
            {
                field = entry.Field;
                return true;
            }
        }

        field = default;
        return false;
    }

    private static ulong BitOf(FlightEventField field) => 1UL << (int)field;
}
